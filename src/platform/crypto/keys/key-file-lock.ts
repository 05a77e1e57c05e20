import { openSqlite, sqliteCode } from '../../database/embedded/store/sqlite.js';

const WAIT_MS = 5000;
const SQLITE_BUSY = 5;

/**
 * Runs one change of the key file at a time. Others wait, so that no change starts from a file that another is about to
 * replace. The lock is an operating system lock on an empty file next to the key file. The file stays, but the lock ends
 * with the process that holds it, so a crashed process never leaves it locked.
 * @throws Error when another change takes longer than five seconds
 */
export function withKeyFileLock<T>(file: string, change: () => T): T {
  const lock = openSqlite(`${file}.lock`);
  try {
    lock.exec(`PRAGMA busy_timeout = ${WAIT_MS}; BEGIN EXCLUSIVE`);
    return change();
  } catch (error) {
    if (sqliteCode(error) !== SQLITE_BUSY) throw error;
    throw new Error(`another command is changing the key file (${file}.lock). Try again.`, { cause: error });
  } finally {
    lock.close();
  }
}
