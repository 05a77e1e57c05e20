import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { openSqlite, type SqliteDatabase } from '../embedded/sqlite.js';

/** What a store's file holds, read from the file itself. */
export interface StoreContent {
  readonly format: number;
  /** Documents by collection. */
  readonly collections: Readonly<Record<string, number>>;
}

/**
 * Checks a closed store's file against its own indexes and counts its documents. Synchronous, as long as the file is large.
 * @throws when SQLite finds damage
 */
export function inspectStore(file: string): StoreContent {
  const database = openSqlite(file, { readOnly: true });
  try {
    const faults = rows(database, 'PRAGMA integrity_check').flat();
    if (faults.length !== 1 || faults[0] !== 'ok')
      throw new Error(`the store's file is damaged: ${String(faults[0])}`);
    const names = rows(database, 'SELECT name FROM catalog ORDER BY name').map(([name]) => String(name));
    const counts = names.map((name) => {
      const table = `"c:${name.replaceAll('"', '""')}"`;
      return [name, Number(rows(database, `SELECT COUNT(*) FROM ${table}`)[0]?.[0])] as const;
    });
    return {
      format: Number(rows(database, 'PRAGMA user_version')[0]?.[0]),
      collections: Object.fromEntries(counts),
    };
  } finally {
    database.close();
  }
}

function rows(database: SqliteDatabase, sql: string): readonly (readonly unknown[])[] {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement.all();
}

/** SHA-256 of a file, in hex. */
export async function fileSha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
