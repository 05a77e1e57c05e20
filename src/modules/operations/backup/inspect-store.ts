import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { decodeDocument } from '../../../platform/database/embedded/documents/document-codec.js';
import { openSqlite, type SqliteDatabase } from '../../../platform/database/embedded/store/sqlite.js';
import {
  LOG_COLLECTION,
  storedChains,
  type StoredChain,
  type StoredLogEntry,
} from '../../audit/verify/stored-chains.js';

/** The content of a store's file, read from the file itself. */
export interface StoreContent {
  readonly format: number;
  /** Number of documents by collection. */
  readonly collections: Readonly<Record<string, number>>;
  readonly auditChains: readonly StoredChain[];
}

/**
 * Checks a closed store's file against its own indexes, counts its documents and walks its audit log. It is synchronous
 * and takes longer for larger files.
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
      const sql = `SELECT COUNT(*) FROM ${tableOf(name)}`;
      return [name, Number(rows(database, sql)[0]?.[0])] as const;
    });
    return {
      format: Number(rows(database, 'PRAGMA user_version')[0]?.[0]),
      collections: Object.fromEntries(counts),
      auditChains: names.includes(LOG_COLLECTION) ? [...storedChains(entriesOf(database))] : [],
    };
  } finally {
    database.close();
  }
}

function* entriesOf(database: SqliteDatabase): Generator<StoredLogEntry> {
  const statement = database.prepare(`SELECT doc FROM ${tableOf(LOG_COLLECTION)} ORDER BY _id`);
  statement.setReturnArrays(true);
  for (const [text] of statement.iterate()) yield decodeDocument(String(text)) as unknown as StoredLogEntry;
}

function tableOf(collection: string): string {
  return `"c:${collection.replaceAll('"', '""')}"`;
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
