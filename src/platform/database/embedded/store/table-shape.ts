import { FieldsDecoder } from '../documents/decode-fields.js';
import { decodeDocument } from '../documents/document-codec.js';
import { isDocument, type Document } from '../documents/document.js';
import { encodeKey } from '../documents/index-key.js';
import type { IndexSpec } from './index-spec.js';
import { compileNodes, type Predicate } from '../query/match-filter.js';
import { parseFilter, type FilterNode } from '../query/parse-filter.js';
import { readScalarPath } from '../documents/read-path.js';
import type { SqlValue } from './sqlite.js';

export interface StoredIndex extends IndexSpec {
  /** The index's name in SQLite, quoted. */
  sqlName: string;
  /** A partial index covers the rows whose flag column is 1; null for a full index. */
  flagColumn: string | null;
  condition: FilterNode[];
  includes: Predicate;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function conditionOf(spec: IndexSpec): FilterNode[] {
  const nodes = spec.partialFilter === null ? [] : parseFilter(spec.partialFilter);
  if (!spec.sparse) return nodes;
  const branches = spec.key.map(([path]): FilterNode => ({
    kind: 'test',
    path,
    operator: '$exists',
    value: true,
  }));
  return [...nodes, { kind: 'any', branches }];
}

/** The SQLite table of one collection: `_id`, a key column for each indexed path, flags, the document. */
export class TableShape {
  readonly table: string;
  readonly indexes: readonly StoredIndex[];
  /** Key column by path, `_id` included. */
  readonly columns: ReadonlyMap<string, string>;
  readonly insertSql: string;
  readonly #segments: string[][];
  readonly #flagged: StoredIndex[];
  readonly #decoders = new Map<string, FieldsDecoder>();
  /** Paths that keys and flags are read from; null when a condition reads what no list of paths tells. */
  readonly #read: string[][] | null;
  /** Paths whose values say whether a partial index holds what a filter finds; null as above. */
  readonly conditionPaths: ReadonlySet<string> | null;

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
    this.#flagged = this.indexes.filter((index) => index.flagColumn !== null);
    const conditions = this.#flagged.flatMap((index) => index.condition);
    const tested = testedPaths(conditions);
    this.conditionPaths = tested && new Set(tested);
    this.#read = tested && [['_id'], ...this.#segments, ...tested.map((path) => path.split('.'))];
    const names = this.keyColumns();
    this.insertSql =
      `INSERT INTO ${this.table}(${[...names, 'doc'].join(', ')}) ` +
      `VALUES(${'?, '.repeat(names.length)}?) ON CONFLICT DO NOTHING`;
  }

  #store(spec: IndexSpec, position: number): StoredIndex {
    const condition = conditionOf(spec);
    return {
      ...spec,
      sqlName: quoted(`i:${this.collection}:${spec.name}`),
      flagColumn: condition.length === 0 ? null : `f${position}`,
      condition,
      includes: compileNodes(condition),
    };
  }

  /** Key and flag columns in the order of `keysOf`. */
  keyColumns(): string[] {
    return [...this.columns.values(), ...this.#flagged.map((index) => index.flagColumn ?? '')];
  }

  /** The statements that build the table and its indexes. The document comes last: keys are read without it. */
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

  /** What is learnt of the form of the documents serves the next question too. */
  decoder(paths: readonly string[]): FieldsDecoder {
    const name = paths.join('\n');
    let decoder = this.#decoders.get(name);
    if (decoder === undefined) {
      decoder = new FieldsDecoder(paths);
      this.#decoders.set(name, decoder);
    }
    return decoder;
  }

  /** The key columns' values for a document; throws `NotSupported` for what an index cannot hold. */
  keysOf(document: Document): SqlValue[] {
    const keys: SqlValue[] = [encodeKey(document['_id'])];
    for (const segments of this.#segments) keys.push(encodeKey(readScalarPath(document, segments)));
    for (const index of this.#flagged) keys.push(index.includes(document) ? 1 : 0);
    return keys;
  }

  /** As `keysOf`, from a document as it will be stored: value objects other than dates are read after encoding. */
  keysOfStored(text: string, document: Document): SqlValue[] {
    const isAsStored = this.#read?.every((segments) => isStoredAsGiven(document, segments)) ?? false;
    return this.keysOf(isAsStored ? document : decodeDocument(text));
  }
}

/** Every path that conditions test; null where one is not a plain test. */
function testedPaths(nodes: readonly FilterNode[]): string[] | null {
  const paths: string[] = [];
  for (const node of nodes) {
    const tested =
      node.kind === 'test' ? [node.path] : 'branches' in node ? testedPaths(node.branches) : null;
    if (tested === null) return null;
    paths.push(...tested);
  }
  return paths;
}

/** Whether what stands at a path reads the same before it is stored and after. */
function isStoredAsGiven(document: Document, segments: readonly string[]): boolean {
  let value: unknown = document;
  for (const segment of segments) {
    if (!isDocument(value)) return false;
    // What is missing stays missing; a field that holds undefined is stored as null.
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
