import { createRequire } from 'node:module';

export type SqlValue = null | number | string | Uint8Array;

/** The part of `node:sqlite` that the engine uses. Rows come back as arrays of columns. */
export interface SqliteStatement {
  run(...parameters: SqlValue[]): { changes: number | bigint };
  get(...parameters: SqlValue[]): SqlValue[] | undefined;
  all(...parameters: SqlValue[]): SqlValue[][];
  iterate(...parameters: SqlValue[]): IterableIterator<SqlValue[]>;
  setReturnArrays(enabled: boolean): void;
}

export interface SqliteDatabase {
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

interface SqliteModule {
  DatabaseSync: new (file: string, options?: { readOnly?: boolean }) => SqliteDatabase;
  StatementSync?: { prototype: Partial<SqliteStatement> };
}

let loaded: SqliteModule | undefined;

function load(): SqliteModule {
  const require = createRequire(import.meta.url);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  // Rows as arrays came to node:sqlite with 22.16 and 24.0; before that the prebuilt package stands in.
  const isBuiltIn = major >= 24 || (major === 22 && minor >= 16);
  return require(isBuiltIn ? 'node:sqlite' : '@photostructure/sqlite') as SqliteModule;
}

/** Opens a SQLite file through Node's own module where it has one, else through the same API from npm. */
export function openSqlite(file: string, options: { readOnly?: boolean } = {}): SqliteDatabase {
  loaded ??= load();
  return new loaded.DatabaseSync(file, options);
}

/** SQLite's primary result code of an error, or null when the error is not SQLite's. */
export function sqliteCode(error: unknown): number | null {
  // Not by `instanceof`: native code makes its errors in the main realm, whoever calls it.
  const code = (error as { errcode?: unknown } | null | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : null;
}
