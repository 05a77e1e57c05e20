import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { KeyRing } from './key-ring.js';

const OWNER_ONLY = 0o600;

/**
 * Writes a complete key file next to its destination, readable only by its owner, and syncs it to disk.
 * @returns its path
 */
export function writeKeyDraft(file: string, { current, lookup, keys, retired }: KeyRing): string {
  const encoded = Object.entries(keys).map(([id, bytes]) => [id, bytes.toString('base64')] as const);
  const content = { current, lookup, keys: Object.fromEntries(encoded), retired };
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = openSync(draft, 'wx', OWNER_ONLY);
  try {
    writeSync(handle, `${JSON.stringify(content, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  chmodSync(draft, OWNER_ONLY);
  return draft;
}

/** Makes a new name in the folder survive a power failure. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
