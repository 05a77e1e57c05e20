import { isDocument } from '../documents/document.js';
import { encodeKey, isTooSmall, keyBracket, NULL_KEY } from '../documents/index-key.js';
import type { FilterNode } from './parse-filter.js';
import { LIST_MAX, paddedSize } from './question-form.js';

/** SQL over key columns. When it is not exact it holds for more rows, and the document decides. */
export interface SqlFragment {
  sql: string;
  parameters: SqlValue[];
  isExact: boolean;
}

type Columns = ReadonlyMap<string, string>;
type TestNode = Extract<FilterNode, { kind: 'test' }>;

/** No row. */
export const NEVER: SqlFragment = { sql: '0', parameters: [], isExact: true };
const ALWAYS: SqlFragment = { sql: '1', parameters: [], isExact: true };
const RANGES: Record<string, string> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };
const TYPE_SAMPLE: Record<string, SqlValue> = {
  number: 0,
  string: '',
  binData: Uint8Array.of(5),
  objectId: Uint8Array.of(7),
  bool: Uint8Array.of(8),
  date: Uint8Array.of(9),
};

export function exact(sql: string, ...parameters: SqlValue[]): SqlFragment {
  return { sql, parameters, isExact: true };
}

/** Arrays, objects and some numbers never stand in a key column; other values without a key throw. */
function keyOrNever(value: unknown): SqlValue | undefined {
  if (Array.isArray(value) || isDocument(value) || Number.isNaN(value) || value === -Infinity)
    return undefined;
  return encodeKey(value);
}

function equalSql(column: string, value: unknown, isNegated: boolean): SqlFragment {
  const key = keyOrNever(value);
  if (key === undefined) return isNegated ? ALWAYS : NEVER;
  return exact(`${column} ${isNegated ? '<>' : '='} ?`, key);
}

function listSql(column: string, values: readonly unknown[], isNegated: boolean): SqlFragment | null {
  if (values.some((value) => value instanceof RegExp)) return null;
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

function bracketSql(column: string, key: SqlValue): SqlFragment {
  const { above, isAboveInclusive, below } = keyBracket(key);
  return exact(`${column} ${isAboveInclusive ? '>=' : '>'} ? AND ${column} < ?`, above, below);
}

function typeSql(column: string, type: unknown): SqlFragment | null {
  if (type === 'null') return { ...exact(`${column} = ?`, NULL_KEY), isExact: false };
  const sample = typeof type === 'string' ? TYPE_SAMPLE[type] : undefined;
  return sample === undefined ? null : bracketSql(column, sample);
}

/** An anchored prefix (`/^abc/`) bounds the range of strings to look at; the pattern itself still decides. */
function regexSql(column: string, pattern: RegExp): SqlFragment {
  const isSimple = pattern.flags === '' && !pattern.source.includes('|');
  const prefix = isSimple ? (/^\^([\w -]+)(?![\w -]*[*?+{])/.exec(pattern.source)?.[1] ?? '') : '';
  const end =
    prefix === ''
      ? new Uint8Array()
      : prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
  return { sql: `${column} >= ? AND ${column} < ?`, parameters: [prefix, end], isExact: false };
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
    // No number just above 0 is stored, so a bound there is a bound at 0.
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
    // The far end of the type is only written where no test bounds that side: SQLite seeks by the first it finds.
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
    case '$type':
      return typeSql(column, node.value);
    case '$regex':
      return regexSql(column, node.value as RegExp);
    default:
      return node.operator in RANGES ? rangeSql(column, [node]) : null;
  }
}

/** Constants are folded away: SQLite refuses an index that it is told to use where nothing can match. */
export function joined(fragments: readonly SqlFragment[], word: 'AND' | 'OR'): SqlFragment {
  const [absorbing, neutral] = word === 'AND' ? [NEVER, ALWAYS] : [ALWAYS, NEVER];
  // What holds for no row, although it may hold for too many, is as exact as can be.
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
  if (node.kind === 'expression') return null;
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

/** What key columns can answer of a filter, and the conjuncts that only the document can (`residual`). */
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
