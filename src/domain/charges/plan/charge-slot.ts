import { parseChargeId } from '../charge-id.js';
import { isProtected, isSettled, type Charge, type ChargeSource } from '../charge.js';
import { slotOf } from './charge-bounds.js';

/**
 * The charges of one slot, whose codes exclude each other, such as the two supply codes of a window. Each charge that
 * a person decided has its own place and adjusts the one before it. At most one proposal follows them.
 */
export interface ChargeSlot {
  /** Decided charges, oldest first. */
  readonly trail: readonly Charge[];
  /** The decided charge in effect now. */
  readonly standing: Charge | null;
  /** The proposal to change it; null if nothing is proposed. */
  readonly pending: Charge | null;
  /** The place of the proposal: 0 is the first charge, n is the n-th adjustment. */
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

/** Sorts the charges of a source the same way, however they came about. */
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
