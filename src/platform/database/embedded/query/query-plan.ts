import type { Document } from '../documents/document.js';
import { compileNodes, type Predicate } from './match-filter.js';
import { parseFilter, type FilterNode } from './parse-filter.js';
import { impliesCondition } from './implies-condition.js';
import { exact, filterSql, joined, NEVER } from './sql-filter.js';
import type { SqlValue } from '../store/sqlite.js';
import type { StoredIndex, TableShape } from '../store/table-shape.js';
import { impliesCondition } from './implies-condition.js';
import { compileNodes, type Predicate } from './match-filter.js';
import { parseFilter, type FilterNode } from './parse-filter.js';
import { exact, filterSql, joined, NEVER } from './sql-filter.js';

export type SortSpec = readonly (readonly [path: string, direction: 1 | -1])[];

/** How a question is put to SQLite: everything after the list of columns. */
export interface QueryPlan {
  /** ` FROM ... WHERE ...`, without the order. */
  from: string;
  /** ` ORDER BY ...`, empty when nothing is to be sorted or SQL cannot. */
  order: string;
  parameters: SqlValue[];
  /** What SQL could not decide; null when the rows are the answer. */
  residual: Predicate | null;
  /** True when the caller has to sort the documents. */
  isSortLeft: boolean;
  /** True when no document can match, so that nothing need be asked. */
  isNever: boolean;
  /** True when the key finds one document at most. */
  isByKey: boolean;
}

/** The key is unique. */
const ONE_KEY = '_id = ?';

interface Usage {
  equal: Set<string>;
  listed: Set<string>;
  ranged: Set<string>;
}

function usageOf(nodes: readonly FilterNode[]): Usage {
  const usage: Usage = { equal: new Set(), listed: new Set(), ranged: new Set() };
  for (const node of nodes) {
    if (node.kind !== 'test') continue;
    if (node.operator === '$eq') usage.equal.add(node.path);
    else if (node.operator === '$in') usage.listed.add(node.path);
    else if (/^\$(gte?|lte?|type|regex)$/.test(node.operator)) usage.ranged.add(node.path);
    else if (node.operator === '$exists' && !node.value) usage.equal.add(node.path);
  }
  return usage;
}

/** 2 for each leading column that the filter fixes, 1 for a range after them, a fraction for the order. */
function score(index: Pick<StoredIndex, 'key' | 'unique'>, usage: Usage, sort: SortSpec): number {
  let points = 0;
  let isFixed = true;
  let position = 0;
  for (; position < index.key.length; position += 1) {
    const path = (index.key[position] as StoredIndex['key'][number])[0];
    if (usage.equal.has(path)) points += 2;
    else if (usage.listed.has(path)) {
      points += 2;
      isFixed = false;
    } else {
      if (usage.ranged.has(path)) points += 1;
      break;
    }
  }
  if (points === 0) return 0;
  if (position === index.key.length && index.unique && isFixed) points += 100;
  const wanted = sort.filter(([path]) => !usage.equal.has(path));
  const rest = index.key.slice(position);
  const given = wanted.findIndex(([path], at) => rest[at]?.[0] !== path);
  const ordered = !isFixed || wanted.length === 0 ? 0 : given === -1 ? 0.5 : Math.min(given, 1) * 0.4;
  return points + ordered - index.key.length / 1000;
}

function chooseIndex(shape: TableShape, nodes: readonly FilterNode[], sort: SortSpec): StoredIndex | null {
  const usage = usageOf(nodes);
  if (usage.equal.has('_id') || usage.listed.has('_id')) return null;
  let best: StoredIndex | null = null;
  let bestScore = 0;
  for (const index of shape.indexes) {
    if (index.flagColumn !== null && !impliesCondition(nodes, index.condition)) continue;
    const points = score(index, usage, sort);
    if (points > bestScore) [best, bestScore] = [index, points];
  }
  return best;
}

function orderSql(shape: TableShape, sort: SortSpec): string | null {
  const terms: string[] = [];
  for (const [path, direction] of sort) {
    const column = path === '$natural' ? 'rowid' : shape.columns.get(path);
    if (column === undefined) return null;
    terms.push(direction === -1 ? `${column} DESC` : column);
  }
  return terms.length === 0 ? '' : ` ORDER BY ${terms.join(', ')}`;
}

/** Chooses the index that fixes the most leading columns; ties go to the one that also gives the order. */
export function planQuery(shape: TableShape, filter: Document, sort: SortSpec): QueryPlan {
  const nodes = parseFilter(filter);
  const { fragments, residual } = filterSql(nodes, shape.columns);
  const index = chooseIndex(shape, nodes, sort);
  if (index?.flagColumn) fragments.push(exact(`${index.flagColumn} = 1`));
  const { sql, parameters } = joined(fragments, 'AND');
  // What only the documents themselves can answer still reads as a question, so that a watch for scans sees it.
  const unasked = residual.length === 0 ? '' : ' WHERE TRUE';
  const where = fragments.length === 0 ? unasked : ` WHERE ${sql}`;
  const order = orderSql(shape, sort);
  return {
    from: ` FROM ${shape.table}${index === null ? '' : ` INDEXED BY ${index.sqlName}`}${where}`,
    order: order ?? '',
    parameters,
    residual: residual.length === 0 ? null : compileNodes(residual),
    isSortLeft: order === null,
    isNever: sql === NEVER.sql,
    isByKey: fragments.some((fragment) => fragment.sql === ONE_KEY),
  };
}
