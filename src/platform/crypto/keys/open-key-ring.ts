import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Config, ConfigError } from '../../config/config.js';
import { syncFolder, writeKeyDraft } from './key-draft.js';
import { parseKeyRing, type KeyRing } from './key-ring.js';

const KEY_BYTES = 32;
const KEY_FILE_NAME = 'tally.keys.json';
const STORE_FILE_NAME = 'tally.db';

/** The keys of this installation, and the key file if it was just created. */
interface OpenedKeyRing {
  readonly ring: KeyRing;
  readonly createdFile: string | null;
}

/** The path of the key file; null: MongoDB is used and no path is configured. */
export function keyFileOf(config: Config): string | null {
  const embeddedFile = join(config.dataDir, KEY_FILE_NAME);
  return config.keyFile ?? (config.mongodbUri === null ? embeddedFile : null);
}

/**
 * Reads the key file. With the embedded store and no configured path, creates one in the data folder that only its owner
 * can read.
 * @throws ConfigError when the file is unusable, or when it is missing although there is a store that needs it, MongoDB is
 *   used, or TALLY_KEY_FILE names it
 */
export function openKeyRing(config: Config): OpenedKeyRing {
  const file = keyFileOf(config);
  if (file === null) {
    throw ConfigError.of('TALLY_KEY_FILE', 'must name the key file: with MONGODB_URI none is created');
  }
  const existing = readKeyFile(file, config.keyFile === null ? 'TALLY_DATA_DIR' : 'TALLY_KEY_FILE');
  if (existing !== null) return { ring: existing, createdFile: null };
  if (config.keyFile !== null) throw ConfigError.of('TALLY_KEY_FILE', `names ${file}, which does not exist`);
  if (existsSync(join(config.dataDir, STORE_FILE_NAME))) {
    // With a new key the server would start, but every stored identifier would be unreadable.
    throw ConfigError.of('TALLY_KEY_FILE', `${file} is missing, but the folder holds a store that needs it`);
  }
  create(file, config.dataDir);
  const ring = readKeyFile(file);
  if (ring === null) throw ConfigError.of('TALLY_KEY_FILE', `${file} disappeared while it was being created`);
  return { ring, createdFile: file };
}

/**
 * Reads the keys if the key file exists; null if it does not. Never creates it.
 * @throws ConfigError when the file is unusable
 */
export function findKeyRing(config: Config): KeyRing | null {
  return readKeyFile(config.keyFile ?? join(config.dataDir, KEY_FILE_NAME));
}

/**
 * Null when the file does not exist.
 * @param variable the setting that leads to it
 * @throws ConfigError when it cannot be used
 */
export function readKeyFile(file: string, variable = 'TALLY_KEY_FILE'): KeyRing | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT') return null;
    throw ConfigError.of(variable, `${file} cannot be read (${code})`);
  }
  try {
    return parseKeyRing(text);
  } catch (error) {
    const reason = error instanceof Error && error.name === 'Error' ? error.message : 'it has the wrong form';
    throw ConfigError.of('TALLY_KEY_FILE', `${file} cannot be used: ${reason}`);
  }
}

/** A crash leaves no half-written key file, and a file that another process created at the same time is kept. */
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
