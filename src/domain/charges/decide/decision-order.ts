import type { Charge } from '../charge.js';
import { isAddOn } from '../plan/charge-bounds.js';

/**
 * The order in which several charges of one source can be approved: voids first (an add-on before its base), then the
 * others (a base before its add-on).
 */
export function inDecisionOrder(charges: readonly Charge[]): Charge[] {
  const rank = ({ kind, code }: Charge): number => {
    if (kind === 'void') return isAddOn(code) ? 0 : 1;
    return isAddOn(code) ? 3 : 2;
  };
  return [...charges].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}
