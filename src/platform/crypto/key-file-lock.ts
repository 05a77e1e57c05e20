import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { SystemClock } from '../clock/clock.js';

const STALE_MS = 60_000;
const WAIT_MS = 50;
const WAITS_MAX = 100;

/**
 * Runs a change of the key file alone: whoever changes it meanwhile waits, so that no change is made from a file that
 * another change is about to replace. A lock older than a minute was left behind by a process that died.
 * @throws Error when another change lasts longer than five seconds
 */
export function withKeyFileLock<T>(file: string, change: () => T): T {
  const lock = `${file}.lock`;
  for (let waits = 0; !take(lock); waits += 1) {
    if (waits === WAITS_MAX) throw new Error(`another command is changing the key file (${lock}); try again`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  }
  try {
    return change();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const held = statSync(lock, { throwIfNoEntry: false });
  if (held !== undefined && new SystemClock().now() - held.mtimeMs > STALE_MS) rmSync(lock, { force: true });
  return false;
}
