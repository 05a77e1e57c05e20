import type { IndexCondition } from '../tables/index-spec.js';
import type { FilterNode } from './parse-filter.js';

/** True when every document that the filter finds is in a partial index. When in doubt, false. */
export function impliesCondition(filter: readonly FilterNode[], condition: IndexCondition): boolean {
  return condition.every(([path, value]) =>
    filter.some((node) => {
      if (node.kind !== 'test' || node.path !== path) return false;
      if (node.operator === '$eq') return node.value === value;
      return node.operator === '$in' && (node.value as unknown[]).every((one) => one === value);
    }),
  );
}
