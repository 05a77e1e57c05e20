import { Query } from 'mingo';
import { compareValues, typeRank } from '../documents/compare-values.js';
import { isDocument, ownField, type Document } from '../documents/document.js';
import { parseElementTests, parseFilter, type FilterNode } from './parse-filter.js';
import { matchesType } from './match-type.js';
import { refuseExpressions } from './refuse-expressions.js';
import { NotSupported } from '../documents/not-supported.js';
import { serverError } from '../store/server-error.js';

// The tests are written out here with the server's own rules for arrays, types and field order, where mingo
// differs ({x, y} and {y, x} equal to it, strings compared as UTF-16, $all and $mod of a single value).
// Expressions ($expr) are mingo's.

export type Predicate = (document: Document) => boolean;
type ValueTest = (value: unknown) => boolean;

const INDEX = /^\d+$/;

/** True when some value at the path passes; arrays on the way are looked into, one level each. */
function someAt(
  value: unknown,
  segments: readonly string[],
  at: { depth: number; test: ValueTest },
): boolean {
  const segment = segments[at.depth];
  if (segment === undefined) return at.test(value);
  const next = { depth: at.depth + 1, test: at.test };
  if (Array.isArray(value)) {
    if (
      INDEX.test(segment) &&
      Number(segment) < value.length &&
      someAt(value[Number(segment)], segments, next)
    ) {
      return true;
    }
    return value.some((item) => isDocument(item) && someAt(item, segments, at));
  }
  return isDocument(value) ? someAt(ownField(value, segment), segments, next) : at.test(undefined);
}

function orElement(test: ValueTest): ValueTest {
  return (value) => test(value) || (Array.isArray(value) && value.some(test));
}

function equalTest(operand: unknown): ValueTest {
  const rank = typeRank(operand);
  return (value) => value === operand || (typeRank(value) === rank && compareValues(value, operand) === 0);
}

function rangeTest(operator: string, operand: unknown): ValueTest {
  const rank = typeRank(operand);
  const isInclusive = operator === '$gte' || operator === '$lte';
  const sign = operator === '$gt' || operator === '$gte' ? 1 : -1;
  if (operand instanceof RegExp) throw serverError(2, 'BadValue', `Can't have RegEx as arg to ${operator}`);
  // NaN is on neither side of any number.
  if (Number.isNaN(operand)) return (value) => isInclusive && Number.isNaN(value);
  return (value) => {
    if (typeRank(value) !== rank || Number.isNaN(value)) return false;
    const order = compareValues(value, operand);
    return order === 0 ? isInclusive : order > 0 === sign > 0;
  };
}

function regexTest(operand: RegExp): ValueTest {
  const pattern = new RegExp(operand.source, operand.flags.replace(/[gy]/g, ''));
  return (value) => typeof value === 'string' && pattern.test(value);
}

function oneOfTest(operands: readonly unknown[]): ValueTest {
  const strings = new Set(operands.filter((operand) => typeof operand === 'string'));
  const others = operands
    .filter((operand) => typeof operand !== 'string')
    .map((operand) => (operand instanceof RegExp ? regexTest(operand) : equalTest(operand)));
  return (value) => (typeof value === 'string' && strings.has(value)) || others.some((test) => test(value));
}

function elementTest(operand: Document): ValueTest {
  const tests = parseElementTests(operand);
  const test: ValueTest =
    tests === null
      ? (
          (predicate) => (item: unknown) =>
            isDocument(item) && predicate(item)
        )(compileFilter(operand))
      : (
          (predicate) => (item: unknown) =>
            predicate({ '': item })
        )(compileNodes(tests));
  return (value) => Array.isArray(value) && value.some(test);
}

function sizeTest(operand: unknown): ValueTest {
  if (!Number.isInteger(operand) || (operand as number) < 0) {
    throw serverError(2, 'BadValue', '$size needs a whole number that is not negative');
  }
  return (value) => Array.isArray(value) && value.length === operand;
}

/** Fractions are cut off before dividing, as the server does. */
function moduloTest(operand: unknown): ValueTest {
  const [divisor, remainder] = Array.isArray(operand) ? operand.map((part) => Math.trunc(Number(part))) : [];
  if (!divisor || remainder === undefined || Number.isNaN(remainder)) {
    throw serverError(2, 'BadValue', 'malformed mod: it needs a divisor other than 0 and a remainder');
  }
  return (value) =>
    typeof value === 'number' && Number.isFinite(value) && Math.trunc(value) % divisor === remainder;
}

function allTest(operands: readonly unknown[]): ValueTest {
  if (operands.length === 0) return () => false;
  const tests = operands.map((operand) => {
    if (operand instanceof RegExp) return orElement(regexTest(operand));
    const isElement = isDocument(operand) && isDocument(operand['$elemMatch']);
    return isElement ? elementTest(operand['$elemMatch'] as Document) : orElement(equalTest(operand));
  });
  return (value) => tests.every((test) => test(value));
}

function valueTest(operator: string, operand: unknown): ValueTest {
  switch (operator) {
    case '$eq':
      return orElement(equalTest(operand));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return orElement(rangeTest(operator, operand));
    case '$in':
      return orElement(oneOfTest(operand as unknown[]));
    case '$regex':
      return orElement(regexTest(operand as RegExp));
    case '$type':
      return orElement(matchesType(operand));
    case '$exists':
      return (value) => value !== undefined;
    case '$size':
      return sizeTest(operand);
    case '$elemMatch':
      return elementTest(operand as Document);
    case '$mod':
      return orElement(moduloTest(operand));
    case '$all':
      return allTest(operand as unknown[]);
    default:
      throw new NotSupported(`the query operator ${operator}`);
  }
}

function compileExpression(expression: unknown): Predicate {
  refuseExpressions(expression);
  try {
    const query = new Query({ $expr: expression }, { scriptEnabled: false });
    return (document) => query.test(document);
  } catch {
    throw new NotSupported('this form of $expr');
  }
}

function negated(predicate: Predicate): Predicate {
  return (document) => !predicate(document);
}

function compileTest(path: string, operator: string, operand: unknown): Predicate {
  if (operator === '$ne') return negated(compileTest(path, '$eq', operand));
  if (operator === '$nin') return negated(compileTest(path, '$in', operand));
  const test = valueTest(operator, operand);
  const segments = path.split('.');
  const predicate: Predicate = (document) => someAt(document, segments, { depth: 0, test });
  return operator === '$exists' && !operand ? negated(predicate) : predicate;
}

function compileNode(node: FilterNode): Predicate {
  if (node.kind === 'test') return compileTest(node.path, node.operator, node.value);
  if (node.kind === 'expression') return compileExpression(node.value);
  if (node.kind === 'all') return compileNodes(node.branches);
  const branches = node.branches.map(compileNode);
  const any: Predicate = (document) => branches.some((branch) => branch(document));
  return node.kind === 'any' ? any : negated(any);
}

/** True for a document that passes every one of the conjuncts. */
export function compileNodes(nodes: readonly FilterNode[]): Predicate {
  const [first, ...rest] = nodes.map(compileNode);
  if (first === undefined) return () => true;
  if (rest.length === 0) return first;
  return (document) => first(document) && rest.every((predicate) => predicate(document));
}

export function compileFilter(filter: Document): Predicate {
  return compileNodes(parseFilter(filter));
}
