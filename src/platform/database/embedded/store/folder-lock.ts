import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderInUse } from './folder-in-use.js';
import { openSqlite, sqliteCode, type SqliteDatabase } from './sqlite.js';

const SQLITE_BUSY = 5;

// SQLite takes an advisory lock of the operating system on a separate file, so the lock ends with the process that holds
// it, however that process ends. The process number is in a second file, because reading a locked file from the process
// that holds it would release the lock.

/** The lock that gives one process a data folder. */
export class FolderLock {
  readonly #database: SqliteDatabase;

  /** @throws FolderInUse when another process, or this one, already holds the folder */
  constructor(folder: string) {
    const pidFile = join(folder, 'tally.pid');
    this.#database = openSqlite(join(folder, 'tally.lock'));
    try {
      this.#database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    } catch (error) {
      this.#database.close();
      if (sqliteCode(error) === SQLITE_BUSY) throw new FolderInUse(folder, readPid(pidFile));
      throw error;
    }
    writeFileSync(pidFile, `${process.pid}\n`);
  }

  release(): void {
    this.#database.close();
  }
}

function readPid(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) ? pid : null;
  } catch {
    return null;
  }
}
