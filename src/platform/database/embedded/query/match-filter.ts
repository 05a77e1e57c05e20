import { compareValues, isSameValue, typeRank } from '../documents/compare-values.js';
import { isDocument, ownField, type Document } from '../documents/document.js';
import type { FilterNode } from './parse-filter.js';

// MongoDB's own rules for arrays, types and missing fields.

export type Predicate = (document: Document) => boolean;
type ValueTest = (value: unknown) => boolean;

const INDEX = /^\d+$/;

/** True when some value at the path passes. Looks into arrays on the way, one level each. */
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
  return (value) => isSameValue(value, operand);
}

function rangeTest(operator: string, operand: unknown): ValueTest {
  const rank = typeRank(operand);
  const isInclusive = operator === '$gte' || operator === '$lte';
  const sign = operator === '$gt' || operator === '$gte' ? 1 : -1;
  // NaN is neither above nor below any number.
  if (Number.isNaN(operand)) return (value) => isInclusive && Number.isNaN(value);
  return (value) => {
    if (typeRank(value) !== rank || Number.isNaN(value)) return false;
    const order = compareValues(value, operand);
    return order === 0 ? isInclusive : order > 0 === sign > 0;
  };
}

function oneOfTest(operands: readonly unknown[]): ValueTest {
  const strings = new Set(operands.filter((operand) => typeof operand === 'string'));
  const others = operands.filter((operand) => typeof operand !== 'string').map(equalTest);
  return (value) => (typeof value === 'string' && strings.has(value)) || others.some((test) => test(value));
}

function valueTest(operator: string, operand: unknown): ValueTest {
  switch (operator) {
    case '$eq':
      return orElement(equalTest(operand));
    case '$in':
      return orElement(oneOfTest(operand as unknown[]));
    case '$exists':
      return (value) => value !== undefined;
    default:
      return orElement(rangeTest(operator, operand));
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
  if (node.kind === 'all') return compileNodes(node.branches);
  const branches = node.branches.map(compileNode);
  const any: Predicate = (document) => branches.some((branch) => branch(document));
  return node.kind === 'any' ? any : negated(any);
}

/** True for a document that passes every node. */
export function compileNodes(nodes: readonly FilterNode[]): Predicate {
  const [first, ...rest] = nodes.map(compileNode);
  if (first === undefined) return () => true;
  if (rest.length === 0) return first;
  return (document) => first(document) && rest.every((predicate) => predicate(document));
}
