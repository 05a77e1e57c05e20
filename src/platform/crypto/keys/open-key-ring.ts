import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Config, ConfigError } from '../../config/config.js';
import { syncFolder, writeKeyDraft } from './key-draft.js';
import { parseKeyRing, type KeyRing } from './key-ring.js';

const KEY_BYTES = 32;
const KEY_FILE_NAME = 'tally.keys.json';
const STORE_FILE_NAME = 'tally.db';

/** The keys of this installation, and the file that was just created for them, if one was. */
interface OpenedKeyRing {
  readonly ring: KeyRing;
  readonly createdFile: string | null;
}

/** Where the keys lie; null: beside MongoDB nobody said where. */
export function keyFileOf(config: Config): string | null {
  const embeddedFile = join(config.dataDir, KEY_FILE_NAME);
  return config.keyFile ?? (config.mongodbUri === null ? embeddedFile : null);
}

/**
 * Reads the key file. The embedded default makes one in the data folder, readable by its owner only.
 * @throws ConfigError when the file is missing (beside a store, beside MongoDB, or where TALLY_KEY_FILE names it) or unusable
 */
export function openKeyRing(config: Config): OpenedKeyRing {
  const file = keyFileOf(config);
  if (file === null) {
    throw ConfigError.of('TALLY_KEY_FILE', 'must name the key file: with MONGODB_URI none is made by itself');
  }
  const existing = readKeyFile(file);
  if (existing !== null) return { ring: existing, createdFile: null };
  if (config.keyFile !== null) throw ConfigError.of('TALLY_KEY_FILE', `names ${file}, which does not exist`);
  if (existsSync(join(config.dataDir, STORE_FILE_NAME))) {
    // A new key would let the server start and leave every stored identifier unreadable.
    throw ConfigError.of('TALLY_KEY_FILE', `${file} is missing, but the folder holds a store that needs it`);
  }
  create(file, config.dataDir);
  const ring = readKeyFile(file);
  if (ring === null) throw ConfigError.of('TALLY_KEY_FILE', `${file} vanished while it was made`);
  return { ring, createdFile: file };
}

/**
 * The keys where their file is at hand; null where it is not. Makes none.
 * @throws ConfigError when the file is unusable
 */
export function findKeyRing(config: Config): KeyRing | null {
  return readKeyFile(config.keyFile ?? join(config.dataDir, KEY_FILE_NAME));
}

/** Null when it is not there. @throws ConfigError when it cannot be used */
export function readKeyFile(file: string): KeyRing | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT') return null;
    throw ConfigError.of('TALLY_KEY_FILE', `${file} cannot be read (${code})`);
  }
  try {
    return parseKeyRing(text);
  } catch (error) {
    const reason = error instanceof Error && error.name === 'Error' ? error.message : 'it has the wrong form';
    throw ConfigError.of('TALLY_KEY_FILE', `${file} cannot be used: ${reason}`);
  }
}

/** A crash leaves no half of a key, and a rival's file is kept. */
function create(file: string, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keys = { k1: randomBytes(KEY_BYTES) };
  const draft = writeKeyDraft(file, { current: 'k1', lookup: 'k1', keys });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(folder);
}
