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

/** Adds a key and makes it the current one. The earlier keys stay, and so does the key for search hashes. */
export function addKey(file: string): KeyRing {
  return withKeyFileLock(file, () => {
    const ring = ringOf(file);
    const numbers = Object.keys(ring.keys).map((id) => Number(/^k(\d{1,9})$/.exec(id)?.[1] ?? 0));
    const id = `k${Math.max(...numbers) + 1}`;
    return replace(file, { ...ring, current: id, keys: { ...ring.keys, [id]: randomBytes(KEY_BYTES) } });
  });
}

/**
 * Removes a key for good. Its signatures can still be verified.
 * @throws Error when it is the current key, makes the search hashes, or does not exist
 */
export function removeKey(file: string, id: string): KeyRing {
  return withKeyFileLock(file, () => replace(file, without(ringOf(file), id)));
}

function without(ring: KeyRing, id: string): KeyRing {
  const bytes = ring.keys[id];
  if (bytes === undefined) throw new Error(`the key file holds no key "${id}"`);
  if (id === ring.current) throw new Error(`"${id}" is the current key. Rotate first.`);
  if (id === ring.lookup)
    throw new Error(`"${id}" makes the search hashes, which must not change, so it cannot be removed`);
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

/** Replaces the file in one atomic step, so that a reader sees either the old or the new one. */
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
