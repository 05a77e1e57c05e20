import { join } from 'node:path';
import { openSqlite, type SqliteDatabase } from './sqlite.js';

export const FILE = 'tally.db';
/** Of what the file holds; raised by a change that an earlier version would misread. */
export const FORMAT = 1;

/** `none` leaves syncing to the operating system: for throw-away databases only. */
export type Durability = 'full' | 'none';

/** Where nothing has to last one connection does it all, else three share. */
const CACHE_KIB = { none: 112 * 1024, full: 48 * 1024 };
/** Of a connection that reads much and seldom the same: what it needs again the operating system has. */
export const READING_CACHE_KIB = 12 * 1024;
// Rare and large: a checkpoint stalls one group in some two hundred, and writes a page that changed often only once.
const CHECKPOINT_PAGES = 16_000;

/** A connection to the file in a folder; the file is made when it is missing. */
export function openFile(
  folder: string,
  durability: Durability,
  cacheKib = CACHE_KIB[durability],
): SqliteDatabase {
  const database = openSqlite(join(folder, FILE));
  try {
    database.exec(
      `PRAGMA journal_mode = WAL;
       PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'OFF'};
       PRAGMA cache_size = -${cacheKib};
       PRAGMA temp_store = MEMORY;
       PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
       PRAGMA journal_size_limit = 134217728`,
    );
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}
