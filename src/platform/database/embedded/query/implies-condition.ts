import { compareValues, typeRank } from '../documents/compare-values.js';
import { isDocument } from '../documents/document.js';
import { compileNodes } from './match-filter.js';
import type { FilterNode } from './parse-filter.js';

type TestNode = Extract<FilterNode, { kind: 'test' }>;

function isScalar(value: unknown): boolean {
  return !Array.isArray(value) && !isDocument(value) && !(value instanceof RegExp);
}

/** A document whose only field has this value: what an equality says of the documents that it finds. */
function passes(condition: TestNode, value: unknown): boolean {
  if (value === null || value === undefined || !isScalar(value)) return false;
  return compileNodes([{ ...condition, path: 'field' }])({ field: value });
}

function rangeImplies(test: TestNode, condition: TestNode): boolean {
  const { value } = test;
  if (value === null || value === undefined || !isScalar(value)) return false;
  if (condition.operator === '$exists') return condition.value === true || condition.value === 1;
  if (condition.operator === '$type') return passes(condition, value);
  if (typeRank(condition.value) !== typeRank(value)) return false;
  const order = compareValues(value, condition.value);
  switch (condition.operator) {
    case '$gt':
      return (test.operator === '$gt' && order >= 0) || (test.operator === '$gte' && order > 0);
    case '$gte':
      return (test.operator === '$gt' || test.operator === '$gte') && order >= 0;
    case '$lt':
      return (test.operator === '$lt' && order <= 0) || (test.operator === '$lte' && order < 0);
    case '$lte':
      return (test.operator === '$lt' || test.operator === '$lte') && order <= 0;
    default:
      return false;
  }
}

function sameTest(test: TestNode, condition: TestNode): boolean {
  return test.operator === condition.operator && compareValues(test.value, condition.value) === 0;
}

function testImplies(test: FilterNode, condition: TestNode): boolean {
  if (test.kind !== 'test' || test.path !== condition.path) return false;
  switch (test.operator) {
    case '$eq':
      return passes(condition, test.value) || sameTest(test, condition);
    case '$in':
      return (
        (test.value as unknown[]).every((value) => passes(condition, value)) || sameTest(test, condition)
      );
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return rangeImplies(test, condition) || sameTest(test, condition);
    default:
      return sameTest(test, condition);
  }
}

/** True when every document that the filter finds is inside a partial index; when in doubt, false. */
export function impliesCondition(filter: readonly FilterNode[], condition: readonly FilterNode[]): boolean {
  return condition.every((node) => {
    if (node.kind === 'test') return filter.some((test) => testImplies(test, node));
    if (node.kind === 'any') return node.branches.some((branch) => impliesCondition(filter, [branch]));
    return node.kind === 'all' && impliesCondition(filter, node.branches);
  });
}
