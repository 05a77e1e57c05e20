import type { Connection } from 'mongoose';
import type { Document } from '../../src/platform/database/embedded/documents/document.js';
import { engineOf } from '../../src/platform/database/embedded/driver/embedded-driver.js';
import { planQuery } from '../../src/platform/database/embedded/query/query-plan.js';
import { readSort } from '../../src/platform/database/embedded/query/read-request.js';
import type { SqliteDatabase } from '../../src/platform/database/embedded/store/sqlite.js';

export interface Explanation {
  /**
   * The index that finds the documents or, without a filter, gives their order (`_id_` for the key); `none` when
   * no document can match; `scan` when every document is read.
   */
  index: string;
  /** True when the index also gives the requested order. */
  isOrdered: boolean;
  /** True when the documents themselves decide part of the filter. */
  isFiltered: boolean;
}

function planLines(database: SqliteDatabase, sql: string): string[] {
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`);
  rows.setReturnArrays(true);
  return rows.all().map((row) => String(row[3]));
}

function indexOf(lines: readonly string[], collection: string, hasFilter: boolean): string {
  if (lines.some((line) => line.startsWith('SCAN') && (hasFilter || !line.includes(' USING '))))
    return 'scan';
  const marker = `i:${collection}:`;
  const line = lines.find((candidate) => candidate.includes(marker)) ?? '';
  return / (\S+)/.exec(` ${line.slice(line.indexOf(marker) + marker.length)}`)?.[1] ?? 'scan';
}

/** Names the declared index that a query uses, so that a test can require that none scans. Embedded engine only. */
export function explainQuery(
  connection: Connection,
  collection: string,
  question: { filter: Document; sort?: Document },
): Explanation {
  const engine = engineOf(connection);
  if (engine === null) throw new Error('Only the embedded engine explains its queries');
  const { shape } = engine.collection(collection);
  if (shape === null) return { index: 'scan', isOrdered: false, isFiltered: true };
  const plan = planQuery(shape, question.filter, readSort(question.sort));
  if (plan.isNever) return { index: 'none', isOrdered: true, isFiltered: false };
  const lines = planLines(engine.statements.database, `SELECT doc${plan.from}${plan.order}`);
  return {
    index: indexOf(lines, collection, plan.from.includes(' WHERE ')),
    isOrdered: !lines.some((line) => line.includes('TEMP B-TREE')),
    isFiltered: plan.residual !== null,
  };
}

/**
 * Collects the statements that read every document of a collection although they have a filter.
 * @returns ends the watch and gives what it found
 */
export function watchScans(connection: Connection): () => string[] {
  const statements = engineOf(connection)?.statements;
  const scans: string[] = [];
  if (statements === undefined) return () => scans;
  const { database } = statements;
  const seen = new Set<string>();
  const prepare = statements.prepare.bind(statements);
  statements.prepare = (sql) => {
    const isFilteredRead = sql.includes(' WHERE ') && sql.includes('"c:');
    if (isFilteredRead && !seen.has(sql)) {
      seen.add(sql);
      if (planLines(database, sql).some((line) => /^SCAN "?c:/.test(line))) scans.push(sql);
    }
    return prepare(sql);
  };
  return () => {
    statements.prepare = prepare;
    return scans;
  };
}

/** The paths of each index that a collection has, on either engine. */
export async function storedIndexKeys(connection: Connection, collection: string): Promise<string[][]> {
  const engine = engineOf(connection);
  if (engine === null)
    return (await connection.collection(collection).indexes()).map(({ key }) => Object.keys(key));
  const specs = engine.collection(collection).shape?.specs ?? [];
  return [['_id'], ...specs.map(({ key }) => key.map(([path]) => path))];
}
