import { decodeDocument, encodeDocument } from '../documents/document-codec.js';
import type { Document } from '../documents/document.js';
import type { InsertRow } from '../store/insert-rows.js';
import type { SqlValue } from '../store/sqlite.js';
import type { StatementCache } from '../store/statement-cache.js';
import { findConflict, type WrittenRow } from './find-conflict.js';
import { isAlreadyThere, type IndexSpec } from './index-spec.js';
import { duplicateKeyError, type DuplicateKey } from './server-error.js';
import { TableShape } from './table-shape.js';

/** A document that is ready to be written: its text and its keys for the table's current shape. */
export interface PreparedInsert {
  document: Document;
  text: string;
  shape: TableShape | null;
  keys: SqlValue[];
}

export interface Row {
  rowid: number;
  text: string;
  document: Document;
}

const REBUILD_BATCH = 1_000;
const CATALOG_SQL =
  'INSERT INTO catalog(name, indexes) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET indexes = excluded.indexes';

/** The table of one collection. Everything is synchronous; writes run inside a group's transaction. */
export class StoredCollection {
  #shape: TableShape | null;

  constructor(
    readonly statements: StatementCache,
    readonly databaseName: string,
    readonly name: string,
  ) {
    this.#shape = this.#load();
  }

  /** Null while nothing was ever written to the collection. */
  get shape(): TableShape | null {
    return this.#shape;
  }

  #load(): TableShape | null {
    const row = this.statements.prepare('SELECT indexes FROM catalog WHERE name = ?').get(this.name);
    if (row === undefined) return null;
    const stored = decodeDocument(row[0] as string);
    return new TableShape(this.name, stored['indexes'] as IndexSpec[]);
  }

  #save(shape: TableShape): void {
    this.statements.prepare(CATALOG_SQL).run(this.name, encodeDocument({ indexes: [...shape.specs] }));
    this.#shape = shape;
  }

  /** The shape of the table, which is created if necessary. */
  ensure(): TableShape {
    if (this.#shape !== null) return this.#shape;
    const shape = new TableShape(this.name, []);
    for (const sql of shape.createSql()) this.statements.database.exec(sql);
    this.#save(shape);
    return shape;
  }

  /** Encodes a document immediately, so that later changes by the caller are not stored. */
  prepareInsert(document: Document): PreparedInsert {
    const text = encodeDocument(document);
    const shape = this.#shape;
    return { document, text, shape, keys: shape === null ? [] : shape.keysOfStored(text, document) };
  }

  /** Null when the document was inserted, otherwise the key that it duplicates. */
  insert(prepared: PreparedInsert): DuplicateKey | null {
    const shape = this.ensure();
    const keys = prepared.shape === shape ? prepared.keys : shape.keysOf(decodeDocument(prepared.text));
    const { changes } = this.statements.prepare(shape.insertSql).run(...keys, prepared.text);
    if (Number(changes) === 1) return null;
    return this.#conflict(shape, { keys, document: decodeDocument(prepared.text), rowid: -1 });
  }

  /** The row that `insert` would write. Null when the table has changed since the document was prepared. */
  rowOf(prepared: PreparedInsert): InsertRow | null {
    const shape = this.#shape;
    if (shape === null || prepared.shape !== shape) return null;
    return { sql: shape.insertSql, values: [...prepared.keys, prepared.text] };
  }

  /** The key that a row of `rowOf` duplicates when it was not inserted. */
  conflictOf({ keys, text }: PreparedInsert): DuplicateKey {
    return this.#conflict(this.ensure(), { keys, document: decodeDocument(text), rowid: -1 });
  }

  /** The current keys of a row's document; read them before an update writes into it. */
  keysOf(row: Row): SqlValue[] {
    return this.ensure().keysOf(row.document);
  }

  /** Stores the document in the row and returns its text. @throws the server's error for a duplicate */
  replace(row: Row, document: Document, before: readonly SqlValue[]): string {
    const shape = this.ensure();
    const text = encodeDocument(document);
    if (text === row.text) return text;
    const keys = shape.keysOfStored(text, document);
    const assignments = ['doc = ?'];
    const parameters: SqlValue[] = [text];
    for (const [position, column] of shape.keyColumns().entries()) {
      const key = keys[position] as SqlValue;
      if (isSameKey(key, before[position] as SqlValue)) continue;
      assignments.push(`${column} = ?`);
      parameters.push(key);
    }
    const sql = `UPDATE OR IGNORE ${shape.table} SET ${assignments.join(', ')} WHERE rowid = ?`;
    const { changes } = this.statements.prepare(sql).run(...parameters, row.rowid);
    if (Number(changes) === 1) return text;
    const duplicate = this.#conflict(shape, { keys, document: decodeDocument(text), rowid: row.rowid });
    throw duplicateKeyError(duplicate);
  }

  delete(row: Row): void {
    this.statements.prepare(`DELETE FROM ${this.ensure().table} WHERE rowid = ?`).run(row.rowid);
  }

  #conflict(shape: TableShape, written: WrittenRow): DuplicateKey {
    return findConflict(this.statements, `${this.databaseName}.${this.name}`, { shape, ...written });
  }

  /** Adds the indexes that the table lacks. @throws the server's error when a unique index finds duplicates */
  addIndexes(specs: readonly IndexSpec[]): void {
    const wanted = [...(this.#shape?.specs ?? [])];
    const before = wanted.length;
    for (const spec of specs) if (!isAlreadyThere(wanted, spec)) wanted.push(spec);
    if (wanted.length > before) this.#rebuild(wanted);
  }

  /**
   * Rebuilds the table with another set of indexes, because every key column comes before the document.
   * @throws the server's error when a unique index finds duplicates; the table is then unchanged
   */
  #rebuild(specs: readonly IndexSpec[]): void {
    const { database } = this.statements;
    const before = this.#shape;
    database.exec('SAVEPOINT rebuild');
    try {
      const shape = new TableShape(this.name, specs);
      const [createTable, ...createIndexes] = shape.createSql();
      if (before !== null) this.#setAside(before);
      database.exec(createTable as string);
      // Create the indexes before copying the rows, so that a duplicate is reported like any other.
      for (const sql of createIndexes) database.exec(sql);
      this.#save(shape);
      this.statements.clear();
      if (before !== null) this.#copyFromAside(shape);
      database.exec('RELEASE rebuild');
    } catch (error) {
      this.#shape = before;
      this.statements.clear();
      database.exec('ROLLBACK TO rebuild');
      database.exec('RELEASE rebuild');
      throw error;
    }
  }

  #setAside(before: TableShape): void {
    const { database } = this.statements;
    const names = this.statements
      .prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?")
      .all(`c:${this.name}`);
    for (const [name] of names) database.exec(`DROP INDEX "${String(name).replaceAll('"', '""')}"`);
    database.exec(`ALTER TABLE ${before.table} RENAME TO aside`);
  }

  #copyFromAside(shape: TableShape): void {
    const { database } = this.statements;
    const select = database.prepare('SELECT rowid, doc FROM aside WHERE rowid > ? ORDER BY rowid LIMIT ?');
    select.setReturnArrays(true);
    for (let last = -1, isMore = true; isMore;) {
      const rows = select.all(last, REBUILD_BATCH);
      for (const [rowid, text] of rows) {
        last = rowid as number;
        const document = decodeDocument(text as string);
        const duplicate = this.insert({
          document,
          text: text as string,
          shape,
          keys: shape.keysOf(document),
        });
        if (duplicate !== null) throw duplicateKeyError(duplicate);
      }
      isMore = rows.length === REBUILD_BATCH;
    }
    database.exec('DROP TABLE aside');
  }
}

function isSameKey(a: SqlValue, b: SqlValue): boolean {
  if (a === b) return true;
  return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
}
