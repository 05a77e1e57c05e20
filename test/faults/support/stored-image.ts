import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { openDatabase } from '../../../src/platform/database/database.js';
import { openSqlite } from '../../../src/platform/database/embedded/store/sqlite.js';

type Row = readonly unknown[];

/** Files of the process that held the folder. A copy of the data must not contain them. */
const NOT_DATA = /tally\.(lock|pid|sock)/;

/**
 * What a killed process left, read from a copy: the folder itself keeps its torn state, so that the next process
 * recovers from it too.
 */
export class StoredImage {
  private constructor(
    readonly folder: string,
    readonly connection: Connection,
  ) {}

  static async of(folder: string): Promise<StoredImage> {
    const copy = copyOfFolder(folder);
    return new StoredImage(copy, await openDatabase({ dataDir: copy, durability: 'none' }));
  }

  /** Every document of a collection as the engine gives it, by `_id`. */
  async documents<T>(collection: string): Promise<T[]> {
    const found = this.connection.collection(collection).find({});
    return (await found.sort({ _id: 1 }).toArray()) as unknown as T[];
  }

  /** The texts as they are stored, byte for byte, by `_id`. */
  texts(collection: string): string[] {
    return this.query(`SELECT doc FROM "c:${collection}" ORDER BY _id`).map(([doc]) => String(doc));
  }

  /** SQLite's full integrity check, including indexes against rows. `ok` if it finds nothing. */
  integrity(): string {
    return this.query('PRAGMA integrity_check').flat().join('\n');
  }

  has(collection: string): boolean {
    return this.query(`SELECT name FROM sqlite_master WHERE name = 'c:${collection}'`).length > 0;
  }

  async close(): Promise<void> {
    await this.connection.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private query(sql: string): Row[] {
    const database = openSqlite(join(this.folder, 'tally.db'));
    try {
      return database
        .prepare(sql)
        .all()
        .map((row) => Object.values(row));
    } finally {
      database.close();
    }
  }
}

/** A copy of a data folder in a new place, without the files of a process. */
export function copyOfFolder(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'tally-fault-'));
  cpSync(folder, copy, { recursive: true, filter: (source) => !NOT_DATA.test(source) });
  return copy;
}
