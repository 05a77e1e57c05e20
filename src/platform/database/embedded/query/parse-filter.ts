import { isDocument, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { serverError } from '../store/server-error.js';

/** A filter taken apart: what the index planner and the matcher both read. */
export type FilterNode =
  | { kind: 'all' | 'any' | 'none'; branches: FilterNode[] }
  | { kind: 'test'; path: string; operator: string; value: unknown }
  | { kind: 'expression'; value: unknown };

const TESTS = new Set(
  '$eq $ne $gt $gte $lt $lte $in $nin $exists $type $regex $not $elemMatch $size $all $mod'.split(' '),
);
const JUNCTIONS = { $and: 'all', $or: 'any', $nor: 'none' } as const;

function isOperators(value: unknown): value is Document {
  if (!isDocument(value)) return false;
  for (const name in value) return name.startsWith('$');
  return false;
}

function parseRegex(value: unknown, options: unknown): RegExp {
  if (options === undefined && value instanceof RegExp) return value;
  const source = value instanceof RegExp ? value.source : value;
  if (typeof source !== 'string') throw serverError(2, 'BadValue', '$regex has to be a string');
  const flags = typeof options === 'string' ? options : '';
  if (/[^ims]/.test(flags)) throw new NotSupported(`$regex with the options ${flags}`);
  return new RegExp(source, flags);
}

function checked(operator: string, value: unknown): unknown {
  if ((operator === '$in' || operator === '$nin' || operator === '$all') && !Array.isArray(value)) {
    throw serverError(2, 'BadValue', `${operator} needs an array`);
  }
  if (operator === '$elemMatch' && !isDocument(value)) {
    throw serverError(2, 'BadValue', '$elemMatch needs an Object');
  }
  return value;
}

/** The tests on one path, all of which must hold. */
function parseTests(path: string, condition: unknown): FilterNode[] {
  if (condition instanceof RegExp) return [{ kind: 'test', path, operator: '$regex', value: condition }];
  if (!isOperators(condition)) return [{ kind: 'test', path, operator: '$eq', value: condition }];
  const nodes: FilterNode[] = [];
  for (const [operator, value] of Object.entries(condition)) {
    if (operator === '$options') continue;
    if (!TESTS.has(operator)) throw new NotSupported(`the query operator ${operator}`);
    if (operator === '$regex') {
      nodes.push({ kind: 'test', path, operator, value: parseRegex(value, condition['$options']) });
    } else if (operator === '$not') {
      if (!(value instanceof RegExp) && !isOperators(value)) {
        throw serverError(2, 'BadValue', '$not needs a regex or a document');
      }
      nodes.push({ kind: 'none', branches: [{ kind: 'all', branches: parseTests(path, value) }] });
    } else {
      nodes.push({ kind: 'test', path, operator, value: checked(operator, value) });
    }
  }
  return nodes;
}

/** The tests of an `$elemMatch` that looks at the elements themselves (`{$elemMatch: {$gt: 1}}`), or null. */
export function parseElementTests(value: Document): FilterNode[] | null {
  return isOperators(value) && !Object.keys(value).some((name) => name in JUNCTIONS)
    ? parseTests('', value)
    : null;
}

/** The conjuncts of a filter; throws for an operator that the engine does not hold. */
export function parseFilter(filter: Document): FilterNode[] {
  const nodes: FilterNode[] = [];
  for (const [name, condition] of Object.entries(filter)) {
    if (!name.startsWith('$')) {
      nodes.push(...parseTests(name, condition));
    } else if (name === '$and' || name === '$or' || name === '$nor') {
      if (!Array.isArray(condition) || condition.length === 0) {
        throw serverError(2, 'BadValue', `${name} must be a nonempty array`);
      }
      const branches = condition.map((branch): FilterNode => {
        if (!isDocument(branch)) throw serverError(2, 'BadValue', `${name} entries need to be full objects`);
        return { kind: 'all', branches: parseFilter(branch) };
      });
      if (name === '$and')
        nodes.push(...branches.flatMap((branch) => ('branches' in branch ? branch.branches : [])));
      else nodes.push({ kind: JUNCTIONS[name], branches });
    } else if (name === '$expr') {
      nodes.push({ kind: 'expression', value: condition });
    } else if (name !== '$comment') {
      throw new NotSupported(`the query operator ${name}`);
    }
  }
  return nodes;
}
