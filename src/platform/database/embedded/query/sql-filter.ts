import { encodeKey, isTooSmall, keyBracket, NULL_KEY, type KeyValue } from '../documents/index-key.js';
import type { SqlValue } from '../store/sqlite.js';
import type { FilterNode } from './parse-filter.js';
import { LIST_MAX, paddedSize } from './question-form.js';

/** SQL over key columns. Where it is not exact, it holds for too many rows and the documents decide. */
interface SqlFragment {
  readonly sql: string;
  readonly parameters: SqlValue[];
  readonly isExact: boolean;
}

type Columns = ReadonlyMap<string, string>;
type TestNode = Extract<FilterNode, { kind: 'test' }>;

/** Holds for no row. */
export const NEVER: SqlFragment = { sql: '0', parameters: [], isExact: true };
const ALWAYS: SqlFragment = { sql: '1', parameters: [], isExact: true };
const RANGES: Record<string, string> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };
export function exact(sql: string, ...parameters: SqlValue[]): SqlFragment {
  return { sql, parameters, isExact: true };
}

/** NaN and -Infinity are never in a key column. */
function keyOrNever(value: unknown): KeyValue | undefined {
  return Number.isNaN(value) || value === -Infinity ? undefined : encodeKey(value);
}

function equalSql(column: string, value: unknown, isNegated: boolean): SqlFragment {
  const key = keyOrNever(value);
  if (key === undefined) return isNegated ? ALWAYS : NEVER;
  return exact(`${column} ${isNegated ? '<>' : '='} ?`, key);
}

function listSql(column: string, values: readonly unknown[], isNegated: boolean): SqlFragment | null {
  const keys = [...new Set(values.map(keyOrNever).filter((key) => key !== undefined))];
  const last = keys.at(-1);
  if (last === undefined) return isNegated ? ALWAYS : NEVER;
  if (keys.length > LIST_MAX) return null;
  if (keys.length === 1) return exact(`${column} ${isNegated ? '<>' : '='} ?`, last);
  const size = paddedSize(keys.length);
  while (keys.length < size) keys.push(last);
  const list = `?${',?'.repeat(size - 1)}`;
  return exact(`${column} ${isNegated ? 'NOT IN' : 'IN'} (${list})`, ...keys);
}

function bracketSql(column: string, key: KeyValue): SqlFragment {
  const { above, isAboveInclusive, below } = keyBracket(key);
  return exact(`${column} ${isAboveInclusive ? '>=' : '>'} ? AND ${column} < ?`, above, below);
}

function rangeSql(column: string, tests: TestNode[]): SqlFragment {
  const fragments: SqlFragment[] = [];
  const bounds = tests.map(({ operator, value }) => {
    if (value === null || value === undefined) {
      fragments.push(operator === '$gte' || operator === '$lte' ? exact(`${column} = ?`, NULL_KEY) : NEVER);
      return null;
    }
    if (value === -Infinity) {
      fragments.push(operator === '$gt' || operator === '$gte' ? bracketSql(column, 0) : NEVER);
      return null;
    }
    // No number just above 0 is stored, so a bound there means a bound at 0.
    if (isTooSmall(value)) return { key: 0, comparison: RANGES[operator]?.startsWith('>') ? '>' : '<=' };
    const key = keyOrNever(value);
    if (key === undefined) fragments.push(NEVER);
    return key === undefined ? null : { key, comparison: RANGES[operator] as string };
  });
  for (const bound of bounds) {
    if (bound === null) continue;
    fragments.push(exact(`${column} ${bound.comparison} ?`, bound.key));
    const { above, isAboveInclusive, below } = keyBracket(bound.key);
    const isLower = bound.comparison.startsWith('>');
    // Write the far end of the type only where no test bounds that side: SQLite seeks by the first bound it finds.
    const isBounded = bounds.some(
      (other) =>
        other !== null &&
        other.comparison.startsWith('>') !== isLower &&
        typeof other.key === typeof bound.key &&
        (typeof other.key !== 'object' || (other.key as Uint8Array)[0] === (bound.key as Uint8Array)[0]),
    );
    if (isBounded) continue;
    fragments.push(
      isLower ? exact(`${column} < ?`, below) : exact(`${column} ${isAboveInclusive ? '>=' : '>'} ?`, above),
    );
  }
  return joined(fragments, 'AND');
}

function testSql(node: TestNode, columns: Columns): SqlFragment | null {
  const column = columns.get(node.path);
  if (column === undefined) return null;
  switch (node.operator) {
    case '$eq':
    case '$ne':
      return equalSql(column, node.value, node.operator === '$ne');
    case '$in':
    case '$nin':
      return listSql(column, node.value as unknown[], node.operator === '$nin');
    case '$exists':
      return node.value ? null : { ...exact(`${column} = ?`, NULL_KEY), isExact: false };
    default:
      return rangeSql(column, [node]);
  }
}

/** Folds constants away: SQLite refuses `INDEXED BY` where nothing can match. */
export function joined(fragments: readonly SqlFragment[], word: 'AND' | 'OR'): SqlFragment {
  const [absorbing, neutral] = word === 'AND' ? [NEVER, ALWAYS] : [ALWAYS, NEVER];
  // A fragment that holds for no row is exact, even where it may hold for too many.
  const isSure = (fragment: SqlFragment) => fragment.isExact || absorbing === NEVER;
  if (fragments.some((fragment) => fragment.sql === absorbing.sql && isSure(fragment))) return absorbing;
  const terms = fragments.filter((fragment) => fragment.sql !== neutral.sql);
  const isExact = fragments.every((fragment) => fragment.isExact);
  const [first] = terms;
  if (first === undefined) return { ...neutral, isExact };
  if (terms.length === 1) return { ...first, isExact };
  return {
    sql: terms.map(({ sql }) => `(${sql})`).join(` ${word} `),
    parameters: terms.flatMap(({ parameters }) => parameters),
    isExact,
  };
}

function negated(fragment: SqlFragment): SqlFragment {
  if (fragment.sql === NEVER.sql) return ALWAYS;
  return fragment.sql === ALWAYS.sql ? NEVER : { ...fragment, sql: `NOT (${fragment.sql})` };
}

function nodeSql(node: FilterNode, columns: Columns): SqlFragment | null {
  if (node.kind === 'test') return testSql(node, columns);
  if (node.kind === 'all') {
    const { fragments, residual } = filterSql(node.branches, columns);
    if (fragments.length === 0 && residual.length > 0) return null;
    const { isExact, ...conjunction } = joined(fragments, 'AND');
    return { ...conjunction, isExact: isExact && residual.length === 0 };
  }
  const isNegated = node.kind === 'none';
  const branches: SqlFragment[] = [];
  for (const branch of node.branches) {
    const fragment = nodeSql(branch, columns);
    if (fragment === null || (isNegated && !fragment.isExact)) return null;
    branches.push(fragment);
  }
  const disjunction = joined(branches, 'OR');
  return isNegated ? negated(disjunction) : disjunction;
}

/** Splits a filter into what key columns can answer (`fragments`) and what only the documents can (`residual`). */
export function filterSql(
  nodes: readonly FilterNode[],
  columns: Columns,
): { fragments: SqlFragment[]; residual: FilterNode[] } {
  const fragments: SqlFragment[] = [];
  const residual: FilterNode[] = [];
  const ranges = new Map<string, TestNode[]>();
  for (const node of nodes) {
    const column = node.kind === 'test' && node.operator in RANGES ? columns.get(node.path) : undefined;
    if (column !== undefined && node.kind === 'test') {
      const tests = ranges.get(column);
      if (tests === undefined) ranges.set(column, [node]);
      else tests.push(node);
      continue;
    }
    const fragment = nodeSql(node, columns);
    if (fragment !== null) fragments.push(fragment);
    if (fragment === null || !fragment.isExact) residual.push(node);
  }
  for (const [column, tests] of ranges) fragments.push(rangeSql(column, tests));
  return { fragments, residual };
}
