import type { Document } from '../documents/document.js';
import { readScalarPath } from '../documents/read-path.js';
import type { SqlValue } from '../store/sqlite.js';
import type { StatementCache } from '../store/statement-cache.js';
import { duplicateKey, type DuplicateKey } from './server-error.js';
import type { TableShape } from './table-shape.js';

/** A row that a unique index rejected. */
export interface WrittenRow {
  readonly keys: readonly SqlValue[];
  readonly document: Document;
  /** The row that the write would have changed. -1 for an insert. */
  readonly rowid: number;
}

/** The key that a rejected row duplicates. @param namespace the database and collection in the error message */
export function findConflict(
  statements: StatementCache,
  namespace: string,
  { shape, keys, document, rowid }: WrittenRow & { readonly shape: TableShape },
): DuplicateKey {
  const columns = shape.keyColumns();
  const keyOf = (column: string): SqlValue => keys[columns.indexOf(column)] as SqlValue;
  const unique = [
    { name: '_id_', key: [['_id', 1]] as const, flagColumn: null },
    ...shape.indexes.filter((index) => index.unique),
  ];
  for (const index of unique) {
    const keyColumns = index.key.map(([path]) => shape.columns.get(path) ?? '');
    const terms = keyColumns.map((column) => `${column} = ?`);
    if (index.flagColumn !== null) {
      if (keyOf(index.flagColumn) !== 1) continue;
      terms.push(`${index.flagColumn} = 1`);
    }
    const sql = `SELECT 1 FROM ${shape.table} WHERE ${terms.join(' AND ')} AND rowid <> ? LIMIT 1`;
    if (statements.prepare(sql).get(...keyColumns.map(keyOf), rowid) === undefined) continue;
    const values = index.key.map(([path]) => readScalarPath(document, path.split('.')));
    return duplicateKey(namespace, index, values);
  }
  throw new Error(`A write to ${namespace} was ignored without a duplicate`);
}
