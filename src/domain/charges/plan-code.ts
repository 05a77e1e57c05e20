import { chargeId } from './charge-id.js';
import { isProtected, isSettled, type Charge, type ChargeKind, type ChargeTerms } from './charge.js';
import type { ChargeBrief, ChargeChange } from './charge-change.js';
import { sameData } from './same-data.js';

export interface CodeContext {
  readonly sourceId: string;
  readonly code: string;
  readonly revision: number;
  /** False while the source is parked: nothing can be said against a decided charge. */
  readonly adjust: boolean;
}

/**
 * The charges of one code of one source, oldest first: each adjusts the one before it. The last that a person
 * decided about stands; at most one proposal follows it, in the place after it.
 */
export function planCode(
  chain: readonly Charge[],
  wanted: ChargeTerms | null,
  context: CodeContext,
): { readonly chain: readonly Charge[]; readonly changes: readonly ChargeChange[] } {
  const place = openPlace(chain);
  const standing = place === 0 ? null : (chain[place - 1] ?? null);
  const before = chain[place] ?? null;
  const after = proposalFor(standing, before, { ...context, wanted, place });
  if (after === null || sameData(before, after)) return { chain, changes: [] };
  const next = [...chain.slice(0, place), after, ...chain.slice(place + 1)];
  const change = changeOf(before, after);
  return { chain: next, changes: change ? [change] : [] };
}

/** Where a proposal may stand: right after the last charge that a person decided about. */
export function openPlace(chain: readonly Charge[]): number {
  const settled = chain.findLastIndex(isSettled);
  const spent = chain.findLastIndex((charge) => isProtected(charge));
  return Math.max(settled, spent) + 1;
}

/** The charge that stands for a code now: decided, or proposed and not yet contradicted. */
export function standingCharge(chain: readonly Charge[]): Charge | null {
  return chain.findLast(isSettled) ?? null;
}

interface Wish extends CodeContext {
  readonly wanted: ChargeTerms | null;
  readonly place: number;
}

/** What should stand in the open place; null when nothing is or was there. */
function proposalFor(standing: Charge | null, before: Charge | null, wish: Wish): Charge | null {
  const last = standing && isSettled(standing) ? standing : null;
  const claimed = last?.computed ?? null;
  const differs = !sameClaim(claimed, wish.wanted);
  if (!differs || (last !== null && !wish.adjust)) return before && withdrawn(before);
  const terms = wish.wanted ?? last?.terms;
  if (!terms) return before && withdrawn(before);
  return {
    id: chargeId(wish.sourceId, wish.code, wish.place),
    code: wish.code,
    kind: kindOf(claimed, wish.wanted),
    adjusts: last?.id ?? null,
    status: 'proposed',
    terms,
    computed: wish.wanted,
    edited: false,
    decisions: before?.decisions ?? [],
    evidenceRevision: wish.revision,
    batchNumber: null,
  };
}

function kindOf(claimed: ChargeTerms | null, wanted: ChargeTerms | null): ChargeKind {
  if (wanted === null) return 'void';
  return claimed === null ? 'original' : 'replacement';
}

function withdrawn(charge: Charge): Charge {
  return charge.status === 'proposed' ? { ...charge, status: 'withdrawn' } : charge;
}

/** Whether two terms make the same claim line; amounts and explanations do not stand on it as asked for. */
export function sameClaim(a: ChargeTerms | null, b: ChargeTerms | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.units === b.units &&
    a.dateOfService === b.dateOfService &&
    a.payerId === b.payerId &&
    sameData(a.modifiers, b.modifiers)
  );
}

function changeOf(before: Charge | null, after: Charge): ChargeChange | null {
  const visible = before !== null && before.status === 'proposed' ? before : null;
  const base = { id: after.id, code: after.code, before: visible && brief(visible) };
  if (after.status === 'withdrawn') return visible && { ...base, change: 'withdrawn', after: null };
  if (visible && visible.kind === after.kind && sameData(visible.terms, after.terms)) return null;
  if (after.adjusts !== null && visible === null)
    return { ...base, change: 'adjustment_proposed', after: brief(after) };
  return { ...base, change: visible ? 'updated' : 'created', after: brief(after) };
}

function brief(charge: Charge): ChargeBrief {
  const { units, dateOfService, modifiers } = charge.terms;
  return { kind: charge.kind, units, dateOfService, modifiers };
}
