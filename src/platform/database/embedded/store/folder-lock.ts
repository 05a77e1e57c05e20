import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderInUse } from './folder-in-use.js';
import { openSqlite, sqliteCode, type SqliteDatabase } from './sqlite.js';

const SQLITE_BUSY = 5;

// The lock is SQLite's own (an advisory lock of the operating system on a file of its own), so it ends
// with the process that holds it, however that ends. The process number stands in a second file:
// reading a locked file from the process that holds it would end the lock.

/** One process holds a data folder. */
export class FolderLock {
  readonly #database: SqliteDatabase;

  /** @throws FolderInUse when another process, or this one, holds the folder already. */
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
