import { openSqlite, sqliteCode } from '../../database/embedded/store/sqlite.js';

const WAIT_MS = 5000;
const SQLITE_BUSY = 5;

/**
 * Runs a change of the key file alone: whoever changes it meanwhile waits, so that no change is made from a file that
 * another change is about to replace. The lock is one of the operating system on an empty file beside the key file, which
 * stays there: it ends with the process that holds it, so none is ever left behind and taken over by two.
 * @throws Error when another change lasts longer than five seconds
 */
export function withKeyFileLock<T>(file: string, change: () => T): T {
  const lock = openSqlite(`${file}.lock`);
  try {
    lock.exec(`PRAGMA busy_timeout = ${WAIT_MS}; BEGIN EXCLUSIVE`);
    return change();
  } catch (error) {
    if (sqliteCode(error) !== SQLITE_BUSY) throw error;
    throw new Error(`another command is changing the key file (${file}.lock); try again`, { cause: error });
  } finally {
    lock.close();
  }
}
