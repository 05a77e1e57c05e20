import { isDocument, type Document } from '../documents/document.js';
import { bsonType } from '../documents/index-key.js';
import { NotSupported } from '../documents/not-supported.js';
import { serverError } from '../tables/server-error.js';

/** A parsed filter, which both the planner and the matcher read. */
export type FilterNode =
  | { readonly kind: 'all' | 'any' | 'none'; readonly branches: readonly FilterNode[] }
  | { readonly kind: 'test'; readonly path: string; readonly operator: string; readonly value: unknown };

/** Every query operator that the engine has. Its README lists them; a test compares the two. */
export const QUERY_OPERATORS = {
  tests: ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin', '$exists'],
  junctions: ['$and', '$or', '$not'],
} as const;

const TESTS: ReadonlySet<string> = new Set(QUERY_OPERATORS.tests);

function isOperators(value: unknown): value is Document {
  if (!isDocument(value)) return false;
  for (const name in value) return name.startsWith('$');
  return false;
}

/** A filter compares with single values: text, numbers, booleans, null, dates, ids and bytes. */
function checkScalar(value: unknown): void {
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array)
    return;
  if (value instanceof RegExp) throw new NotSupported('a regular expression in a filter');
  if (Array.isArray(value)) throw new NotSupported('a filter that compares with a whole array');
  if (bsonType(value) === null) throw new NotSupported('a filter that compares with a whole document');
}

function parseTest(path: string, operator: string, value: unknown): FilterNode {
  if (operator === '$in' || operator === '$nin') {
    if (!Array.isArray(value)) throw serverError(2, 'BadValue', `${operator} needs an array`);
    value.forEach(checkScalar);
  } else if (operator !== '$exists') checkScalar(value);
  return { kind: 'test', path, operator, value };
}

/** The tests on one path, all of which must hold. */
function parseTests(path: string, condition: unknown): FilterNode[] {
  if (!isOperators(condition)) return [parseTest(path, '$eq', condition)];
  return Object.entries(condition).map(([operator, value]) => {
    if (operator === '$not') {
      if (!isOperators(value)) throw new NotSupported('$not with anything but operators');
      return { kind: 'none', branches: [{ kind: 'all', branches: parseTests(path, value) }] };
    }
    if (!TESTS.has(operator)) throw new NotSupported(`the query operator ${operator}`);
    return parseTest(path, operator, value);
  });
}

function parseBranches(name: string, branches: unknown): FilterNode[][] {
  if (!Array.isArray(branches) || branches.length === 0)
    throw serverError(2, 'BadValue', `${name} must be a nonempty array`);
  return branches.map((branch) => {
    if (!isDocument(branch)) throw serverError(2, 'BadValue', `${name} entries need to be full objects`);
    return parseFilter(branch);
  });
}

/** The conditions of a filter, all of which must hold. Throws for an operator that the engine does not have. */
export function parseFilter(filter: Document): FilterNode[] {
  const nodes: FilterNode[] = [];
  for (const [name, condition] of Object.entries(filter)) {
    if (!name.startsWith('$')) nodes.push(...parseTests(name, condition));
    else if (name === '$and') nodes.push(...parseBranches(name, condition).flat());
    else if (name === '$or') {
      const branches = parseBranches(name, condition).map((all): FilterNode => ({
        kind: 'all',
        branches: all,
      }));
      nodes.push({ kind: 'any', branches });
    } else throw new NotSupported(`the query operator ${name}`);
  }
  return nodes;
}
