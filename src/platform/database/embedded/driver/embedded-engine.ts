import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommitQueue, type GroupStorage } from '../store/commit-queue.js';
import { FolderLock } from '../store/folder-lock.js';
import type { InsertRow } from '../store/insert-rows.js';
import { FILE, FORMAT, openFile, READING_CACHE_KIB, type Durability } from '../store/open-file.js';
import { openSqlite, sqliteCode, type SqliteDatabase } from '../store/sqlite.js';
import { StatementCache } from '../store/statement-cache.js';
import { StorageUnavailable } from '../store/storage-unavailable.js';
import type { InsertSet } from '../store/store-messages.js';
import { StoreWorker } from '../store/store-worker.js';
import { StoredCollection } from '../tables/stored-collection.js';

export interface EngineOptions {
  folder: string;
  durability: Durability;
  databaseName: string;
}

/** How many groups of a temporary database share one transaction. */
const OPEN_GROUPS_MAX = 64;
// Read-only, I/O error, corrupt, full, cannot open, not a database, out of memory, interrupted, busy, locked.
const STORAGE_CODES = new Set([5, 6, 7, 8, 9, 10, 11, 13, 14, 26]);

/** One SQLite file in a folder that this process holds: collections, group commit, connections for cursors. */
export class EmbeddedEngine implements GroupStorage {
  readonly queue = new CommitQueue(this);
  /**
   * The reading thread, for large reads. It is not the writing thread, so no read waits for a commit. Null for temporary
   * databases, which keep transactions open.
   */
  readonly reader: StoreWorker | null;
  readonly #writer: StoreWorker | null;
  /** Large inserts in the writing thread. */
  readonly insertApart: GroupStorage['insertApart'];
  readonly #lock: FolderLock;
  readonly #collections = new Map<string, StoredCollection>();
  /** Null while the file cannot be opened. */
  #statements: StatementCache | null;
  #idleReaders: StatementCache[] = [];
  /** The number of groups in the open transaction. */
  #openGroups = 0;
  #isClosed = false;
  #isLost = false;

  constructor(readonly options: EngineOptions) {
    mkdirSync(options.folder, { recursive: true });
    this.#lock = new FolderLock(options.folder);
    const isLasting = options.durability === 'full';
    const { folder } = options;
    const writer = isLasting ? new StoreWorker({ folder }) : null;
    this.reader = isLasting ? new StoreWorker({ folder, cacheKib: READING_CACHE_KIB }) : null;
    this.#writer = writer;
    this.insertApart = writer && ((rows) => writer.insert(setsOf(rows)));
    try {
      this.#statements = new StatementCache(this.#open());
    } catch (error) {
      this.#lock.release();
      throw error;
    }
  }

  #open(): SqliteDatabase {
    const database = openFile(this.options.folder, this.options.durability);
    try {
      prepareFile(database);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  }

  /** @throws StorageUnavailable while the file cannot be opened */
  get statements(): StatementCache {
    if (this.#isClosed) throw new StorageUnavailable(new Error('The database is closed'));
    if (this.#isLost) throw new StorageUnavailable(new Error('The database lost acknowledged writes'));
    try {
      this.#statements ??= new StatementCache(this.#open());
      return this.#statements;
    } catch (error) {
      throw new StorageUnavailable(error);
    }
  }

  collection(name: string): StoredCollection {
    let collection = this.#collections.get(name);
    if (collection === undefined) {
      collection = new StoredCollection(this.statements, this.options.databaseName, name);
      this.#collections.set(name, collection);
    }
    return collection;
  }

  begin(): void {
    if (this.#openGroups === 0) this.statements.prepare('BEGIN IMMEDIATE').run();
    this.#openGroups += 1;
  }

  /** In a temporary database groups share transactions, so that a page they all change is written once. */
  commit(): void {
    if (this.options.durability === 'full' || this.#openGroups >= OPEN_GROUPS_MAX) this.#commitOpen();
  }

  #commitOpen(): void {
    if (this.#openGroups === 0) return;
    this.statements.prepare('COMMIT').run();
    this.#openGroups = 0;
  }

  /** A failed sync may have lost pages. The next use reopens the file as of the last commit. */
  abandon(): void {
    // Acknowledged groups of the same transaction are lost too. Better no database than one without them.
    if (this.#openGroups > 1) this.#isLost = true;
    this.#openGroups = 0;
    this.#collections.clear();
    for (const reader of this.#idleReaders) reader.abandon();
    this.#idleReaders = [];
    this.#statements?.abandon();
    this.#statements = null;
  }

  isStorageError(error: unknown): boolean {
    const code = sqliteCode(error);
    return code !== null && STORAGE_CODES.has(code);
  }

  /** A second connection for a cursor that is read step by step. Give it back with `returnReader`. */
  borrowReader(): StatementCache {
    this.#commitOpen();
    const idle = this.#idleReaders.pop();
    if (idle !== undefined) return idle;
    const database = openSqlite(join(this.options.folder, FILE), { readOnly: true });
    database.exec('PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY');
    return new StatementCache(database);
  }

  returnReader(reader: StatementCache): void {
    this.#idleReaders.push(reader);
  }

  #closeReaders(): void {
    for (const reader of this.#idleReaders) reader.database.close();
    this.#idleReaders = [];
  }

  async close(): Promise<void> {
    await this.queue.close();
    if (this.#isClosed) return;
    if (this.#statements !== null) this.#commitOpen();
    this.#isClosed = true;
    await Promise.all([this.#writer?.close(), this.reader?.close()]);
    this.#closeReaders();
    this.#statements?.database.close();
    this.#lock.release();
  }
}

function prepareFile(database: SqliteDatabase): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS catalog(name TEXT PRIMARY KEY, indexes TEXT NOT NULL) WITHOUT ROWID',
  );
  const version = Number(Object.values(database.prepare('PRAGMA user_version').get() ?? [0])[0]);
  if (version > FORMAT) {
    throw new Error(`${FILE} was written by a later version (format ${version}, this one reads ${FORMAT})`);
  }
  // Write only if necessary, so that a file on a full disk can be opened and read.
  if (version !== FORMAT) database.exec(`PRAGMA user_version = ${FORMAT}`);
}

function setsOf(rows: readonly InsertRow[]): InsertSet[] {
  const sets: InsertSet[] = [];
  for (const { sql, values } of rows) {
    const last = sets.at(-1);
    if (last?.sql === sql) last.rows.push(values);
    else sets.push({ sql, rows: [values] });
  }
  return sets;
}
