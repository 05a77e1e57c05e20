import type { Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import type { SqlValue } from '../store/sqlite.js';
import type { StoredIndex, TableShape } from '../tables/table-shape.js';
import { impliesCondition } from './implies-condition.js';
import { compileNodes, type Predicate } from './match-filter.js';
import { parseFilter, type FilterNode } from './parse-filter.js';
import type { SortSpec } from './read-request.js';
import { exact, filterSql, joined, NEVER } from './sql-filter.js';

/** A question as SQLite gets it: everything after the list of columns. */
interface QueryPlan {
  /** ` FROM ... WHERE ...`, without the order. */
  readonly from: string;
  /** ` ORDER BY ...`, or empty when nothing is to be sorted. */
  readonly order: string;
  readonly parameters: SqlValue[];
  /** What SQL could not decide. Null when the rows are the answer. */
  readonly residual: Predicate | null;
  /** True when no document can match, so SQLite need not be asked. */
  readonly isNever: boolean;
  /** True when the filter names one key, so that one document at most is found. */
  readonly isByKey: boolean;
}

const ONE_KEY = '_id = ?';
const RANGE = /^\$[gl]te?$/;

interface Usage {
  readonly equal: Set<string>;
  readonly listed: Set<string>;
  readonly ranged: Set<string>;
}

function usageOf(nodes: readonly FilterNode[]): Usage {
  const usage: Usage = { equal: new Set(), listed: new Set(), ranged: new Set() };
  for (const node of nodes) {
    if (node.kind !== 'test') continue;
    if (node.operator === '$eq') usage.equal.add(node.path);
    else if (node.operator === '$in') usage.listed.add(node.path);
    else if (RANGE.test(node.operator)) usage.ranged.add(node.path);
    else if (node.operator === '$exists' && !node.value) usage.equal.add(node.path);
  }
  return usage;
}

/** 2 points for each leading column that the filter fixes, 1 for a range after them, a fraction for the order. */
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

function orderSql(shape: TableShape, sort: SortSpec): string {
  const terms = sort.map(([path, direction]) => {
    const column = shape.columns.get(path);
    if (column === undefined)
      throw new NotSupported(`a sort by ${path}, which is in no index of ${shape.collection}`);
    return direction === -1 ? `${column} DESC` : column;
  });
  return terms.length === 0 ? '' : ` ORDER BY ${terms.join(', ')}`;
}

/** Chooses the index that fixes the most leading columns. A tie goes to the index that also gives the order. */
export function planQuery(shape: TableShape, filter: Document, sort: SortSpec): QueryPlan {
  const nodes = parseFilter(filter);
  const { fragments, residual } = filterSql(nodes, shape.columns);
  const index = chooseIndex(shape, nodes, sort);
  if (index?.flagColumn) fragments.push(exact(`${index.flagColumn} = 1`));
  const { sql, parameters } = joined(fragments, 'AND');
  // A filter that only the documents can decide still shows as a WHERE, so that a watch for scans sees it.
  const unasked = residual.length === 0 ? '' : ' WHERE TRUE';
  const where = fragments.length === 0 ? unasked : ` WHERE ${sql}`;
  return {
    from: ` FROM ${shape.table}${index === null ? '' : ` INDEXED BY ${index.sqlName}`}${where}`,
    order: orderSql(shape, sort),
    parameters,
    residual: residual.length === 0 ? null : compileNodes(residual),
    isNever: sql === NEVER.sql,
    isByKey: fragments.some((fragment) => fragment.sql === ONE_KEY),
  };
}
