import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatInstant } from '../../../domain/time/instant.js';
import { SystemClock } from '../../clock/clock.js';
import { ConfigError } from '../../config/config.js';
import { publicKeyOf } from '../log-signer.js';
import { syncFolder, writeKeyDraft } from './key-draft.js';
import { withKeyFileLock } from './key-file-lock.js';
import type { KeyRing } from './key-ring.js';
import { readKeyFile } from './open-key-ring.js';

const KEY_BYTES = 32;

/** Adds a key and makes it the current one; those before stay, and the key of the search hashes is what it was. */
export function addKey(file: string): KeyRing {
  return withKeyFileLock(file, () => {
    const ring = ringOf(file);
    const numbers = Object.keys(ring.keys).map((id) => Number(/^k(\d{1,9})$/.exec(id)?.[1] ?? 0));
    const id = `k${Math.max(...numbers) + 1}`;
    return replace(file, { ...ring, current: id, keys: { ...ring.keys, [id]: randomBytes(KEY_BYTES) } });
  });
}

/** Takes a key out for good; what it signed can still be checked. @throws Error when it encrypts, or makes the search hashes, or is not there */
export function removeKey(file: string, id: string): KeyRing {
  return withKeyFileLock(file, () => replace(file, without(ringOf(file), id)));
}

function without(ring: KeyRing, id: string): KeyRing {
  const bytes = ring.keys[id];
  if (bytes === undefined) throw new Error(`the key file holds no key "${id}"`);
  if (id === ring.current) throw new Error(`"${id}" is the current key; rotate first`);
  if (id === ring.lookup)
    throw new Error(`"${id}" makes the search hashes, which must not change: it stays for them`);
  const kept = Object.entries(ring.keys).filter(([key]) => key !== id);
  const at = formatInstant(new SystemClock().now());
  const retired = { ...ring.retired, [id]: { publicKey: publicKeyOf(bytes), at } };
  return { ...ring, keys: Object.fromEntries(kept), retired };
}

function ringOf(file: string): KeyRing {
  const ring = readKeyFile(file);
  if (ring === null) throw ConfigError.of('TALLY_KEY_FILE', `${file} does not exist`);
  return ring;
}

/** One atomic step: whoever reads meanwhile finds the file of before or of after. */
function replace(file: string, ring: KeyRing): KeyRing {
  const draft = writeKeyDraft(file, ring);
  try {
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(file));
  return ring;
}
