import { parseChargeId } from '../charge-id.js';
import { isProtected, isSettled, type Charge, type ChargeSource } from '../charge.js';
import { slotOf } from './charge-bounds.js';

/**
 * The charges of one slot: codes of which only one can be billed, such as the two supply codes of a window. Each
 * charge that a person decided about stands in a place of its own and adjusts the one before it; at most one proposal
 * stands in the place after them.
 */
export interface ChargeSlot {
  /** Decided charges, oldest first. */
  readonly trail: readonly Charge[];
  /** The decided charge that stands now. */
  readonly standing: Charge | null;
  /** The proposal to change that; null when there is none. */
  readonly pending: Charge | null;
  /** Where a proposal stands: 0 is the first charge, n the n-th that adjusts it. */
  readonly place: number;
}

export function slotFrom(charges: readonly Charge[]): ChargeSlot {
  const trail = inOrder(charges.filter(isProtected));
  return {
    trail,
    standing: trail.findLast(isSettled) ?? null,
    pending: charges.find((charge) => charge.status === 'proposed' && !isProtected(charge)) ?? null,
    place: trail.length,
  };
}

/** The slot that a code belongs to. */
export function slotOfCode(source: ChargeSource, code: string): ChargeSlot {
  return slotFrom(source.charges.filter((charge) => slotOf(charge.code) === slotOf(code)));
}

/** One order for the charges of a source, however they came about. */
export function inOrder(charges: readonly Charge[]): Charge[] {
  return [...charges].sort(
    (a, b) => compare(slotOf(a.code), slotOf(b.code)) || placeOf(a) - placeOf(b) || compare(a.id, b.id),
  );
}

function placeOf({ id }: Charge): number {
  return parseChargeId(id)?.adjustment ?? 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
