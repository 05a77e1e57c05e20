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
  // node:sqlite returns rows as arrays since 22.16 and 24.0. Older versions of Node use the prebuilt package.
  const isBuiltIn = major >= 24 || (major === 22 && minor >= 16);
  return require(isBuiltIn ? 'node:sqlite' : '@photostructure/sqlite') as SqliteModule;
}

/** Opens a SQLite file with Node's own module, or with the same API from npm if Node lacks it. */
export function openSqlite(file: string, options: { readOnly?: boolean } = {}): SqliteDatabase {
  loaded ??= load();
  return new loaded.DatabaseSync(file, options);
}

/** SQLite's primary result code of an error, or null when the error is not SQLite's. */
export function sqliteCode(error: unknown): number | null {
  // `instanceof` would fail in tests: native code creates its errors in the main realm.
  const code = (error as { errcode?: unknown } | null | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : null;
}
