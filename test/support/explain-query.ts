import type { Connection } from 'mongoose';
import type { Document } from '../../src/platform/database/embedded/documents/document.js';
import { engineOf } from '../../src/platform/database/embedded/driver/embedded-driver.js';
import { NotSupported } from '../../src/platform/database/embedded/documents/not-supported.js';
import { planQuery } from '../../src/platform/database/embedded/query/query-plan.js';
import { parseSort } from '../../src/platform/database/embedded/query/sort-documents.js';
import type { StatementCache } from '../../src/platform/database/embedded/store/statement-cache.js';

export interface Explanation {
  /**
   * The index that finds the documents or, without a filter, gives their order (`_id_` for the key); `none` when
   * no document can match; `scan` when every document is looked at.
   */
  index: string;
  /** True when the index also gives the order that was asked for. */
  isOrdered: boolean;
  /** True when the documents found have to be read to decide part of the filter. */
  isFiltered: boolean;
}

function planLines(statements: StatementCache, sql: string): string[] {
  const rows = statements.database.prepare(`EXPLAIN QUERY PLAN ${sql}`);
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

/** Says which declared index a query uses, so that a test can hold that none scans. Embedded engine only. */
export function explainQuery(
  connection: Connection,
  collection: string,
  question: { filter: Document; sort?: Document },
): Explanation {
  const engine = engineOf(connection);
  if (engine === null) throw new NotSupported('explaining a query of a server');
  const { shape } = engine.collection(collection);
  if (shape === null) return { index: 'scan', isOrdered: false, isFiltered: true };
  const plan = planQuery(shape, question.filter, parseSort(question.sort));
  if (plan.isNever) return { index: 'none', isOrdered: true, isFiltered: false };
  const lines = planLines(engine.statements, `SELECT doc${plan.from}${plan.order}`);
  return {
    index: indexOf(lines, collection, plan.from.includes(' WHERE ')),
    isOrdered: !plan.isSortLeft && !lines.some((line) => line.includes('TEMP B-TREE')),
    isFiltered: plan.residual !== null,
  };
}

/**
 * From now on collects the statements that look at every document of a collection although they have a filter;
 * the answer gives them and ends the watch.
 */
export function watchScans(connection: Connection): () => string[] {
  const statements = engineOf(connection)?.statements;
  const scans: string[] = [];
  if (statements === undefined) return () => scans;
  statements.clear();
  statements.onPrepare = (sql) => {
    if (!sql.includes(' WHERE ') || !sql.includes('"c:')) return;
    if (
      planLines(statements, sql).some((line) => line.startsWith('SCAN "c:') || line.startsWith('SCAN c:'))
    ) {
      scans.push(sql);
    }
  };
  return () => {
    statements.onPrepare = null;
    return scans;
  };
}
