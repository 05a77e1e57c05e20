import { FieldsDecoder } from '../documents/decode-fields.js';
import { decodeDocument } from '../documents/document-codec.js';
import { isDocument, type Document } from '../documents/document.js';
import { encodeKey } from '../documents/index-key.js';
import { readScalarPath } from '../documents/read-path.js';
import type { SqlValue } from '../store/sqlite.js';
import { conditionOf, type IndexCondition, type IndexSpec } from './index-spec.js';

export interface StoredIndex extends IndexSpec {
  /** The index's name in SQLite, quoted. */
  readonly sqlName: string;
  /** A partial index covers the rows whose flag column is 1. Null for a full index. */
  readonly flagColumn: string | null;
  readonly condition: IndexCondition;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** The SQLite table of one collection: `_id`, a key column for each indexed path, flags of partial indexes, the document. */
export class TableShape {
  readonly table: string;
  readonly indexes: readonly StoredIndex[];
  /** Key columns by path, including `_id`. */
  readonly columns: ReadonlyMap<string, string>;
  readonly insertSql: string;
  readonly #segments: string[][];
  /** The conditions of the partial indexes, in the order of their flag columns. */
  readonly #conditions: readonly (readonly { readonly segments: string[]; readonly value: unknown }[])[];
  readonly #decoders = new Map<string, FieldsDecoder>();
  /** The paths that keys and flags are read from. */
  readonly #read: string[][];
  /** The paths whose values decide whether a partial index has everything that a filter finds. */
  readonly conditionPaths: ReadonlySet<string>;

  constructor(
    readonly collection: string,
    readonly specs: readonly IndexSpec[],
  ) {
    this.table = quoted(`c:${collection}`);
    const paths = [...new Set(specs.flatMap((spec) => spec.key.map(([path]) => path)))];
    const keyed = paths.filter((path) => path !== '_id');
    this.#segments = keyed.map((path) => path.split('.'));
    this.columns = new Map([['_id', '_id'], ...keyed.map((path, index) => [path, `k${index}`] as const)]);
    this.indexes = specs.map((spec, position) => this.#store(spec, position));
    const conditions = this.indexes.flatMap(({ condition }) => (condition.length === 0 ? [] : [condition]));
    this.#conditions = conditions.map((condition) =>
      condition.map(([path, value]) => ({ segments: path.split('.'), value })),
    );
    this.conditionPaths = new Set(conditions.flatMap((condition) => condition.map(([path]) => path)));
    const tested = [...this.conditionPaths].map((path) => path.split('.'));
    this.#read = [['_id'], ...this.#segments, ...tested];
    const names = this.keyColumns();
    this.insertSql =
      `INSERT INTO ${this.table}(${[...names, 'doc'].join(', ')}) ` +
      `VALUES(${'?, '.repeat(names.length)}?) ON CONFLICT DO NOTHING`;
  }

  #store(spec: IndexSpec, position: number): StoredIndex {
    const condition = conditionOf(spec.partialFilter);
    return {
      ...spec,
      sqlName: quoted(`i:${this.collection}:${spec.name}`),
      flagColumn: condition.length === 0 ? null : `f${position}`,
      condition,
    };
  }

  /** Key and flag columns in the order of `keysOf`. */
  keyColumns(): string[] {
    return [...this.columns.values(), ...this.indexes.flatMap(({ flagColumn }) => flagColumn ?? [])];
  }

  /** The statements that build the table and its indexes. The document comes last, so SQLite reads keys without it. */
  createSql(): string[] {
    const columns = this.keyColumns().map((name) => `${name} NOT NULL`);
    return [
      `CREATE TABLE ${this.table}(${[...columns, 'doc TEXT NOT NULL'].join(', ')})`,
      `CREATE UNIQUE INDEX ${quoted(`i:${this.collection}:_id_`)} ON ${this.table}(_id)`,
      ...this.indexes.map((index) => {
        const columnList = index.key.map(
          ([path, direction]) => `${this.columns.get(path)}${direction === -1 ? ' DESC' : ''}`,
        );
        const where = index.flagColumn === null ? '' : ` WHERE ${index.flagColumn} = 1`;
        const unique = index.unique ? 'UNIQUE ' : '';
        return `CREATE ${unique}INDEX ${index.sqlName} ON ${this.table}(${columnList.join(', ')})${where}`;
      }),
    ];
  }

  /** One decoder for each set of fields: what it learns serves later questions too. */
  decoder(fields: readonly string[]): FieldsDecoder {
    const name = fields.join('\n');
    let decoder = this.#decoders.get(name);
    if (decoder === undefined) {
      decoder = new FieldsDecoder(fields);
      this.#decoders.set(name, decoder);
    }
    return decoder;
  }

  /** The key columns' values for a document. @throws NotSupported for a value that an index cannot hold */
  keysOf(document: Document): SqlValue[] {
    const keys: SqlValue[] = [encodeKey(document['_id'])];
    for (const segments of this.#segments) keys.push(encodeKey(readScalarPath(document, segments)));
    for (const condition of this.#conditions) keys.push(isMet(condition, document) ? 1 : 0);
    return keys;
  }

  /** Like `keysOf`, but for a document that is not stored yet: reads value objects other than dates after encoding. */
  keysOfStored(text: string, document: Document): SqlValue[] {
    const isAsStored = this.#read.every((segments) => isStoredAsGiven(document, segments));
    return this.keysOf(isAsStored ? document : decodeDocument(text));
  }
}

function isMet(
  condition: readonly { readonly segments: string[]; readonly value: unknown }[],
  document: Document,
): boolean {
  return condition.every(({ segments, value }) => readScalarPath(document, segments) === value);
}

/** True when the value at a path reads the same before and after it is stored. */
function isStoredAsGiven(document: Document, segments: readonly string[]): boolean {
  let value: unknown = document;
  for (const segment of segments) {
    if (!isDocument(value)) return false;
    // A missing field stays missing. A field that is undefined is stored as null.
    if (!Object.hasOwn(value, segment)) return true;
    value = value[segment];
  }
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return true;
    default:
      return value === null || value instanceof Date;
  }
}
