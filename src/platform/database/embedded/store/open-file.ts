import { join } from 'node:path';
import { openSqlite, type SqliteDatabase } from './sqlite.js';

export const FILE = 'tally.db';
/** The format of the file. Raise it with a change that an earlier version would misread. */
export const FORMAT = 1;

/** `none` leaves syncing to the operating system. For temporary databases only. */
export type Durability = 'full' | 'none';

/** Page cache per connection. A temporary database has one connection, a lasting one shares among three. */
const CACHE_KIB = { none: 112 * 1024, full: 48 * 1024 };
/** For a connection that reads a lot but rarely the same pages. The operating system caches what it needs again. */
export const READING_CACHE_KIB = 12 * 1024;
// Rare and large checkpoints stall about one group in two hundred, and write a page that changed often only once.
const CHECKPOINT_PAGES = 16_000;

/** Opens a connection to the file in a folder and creates the file if it is missing. */
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
