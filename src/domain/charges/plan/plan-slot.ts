import { chargeId } from '../charge-id.js';
import { isProtected, type Charge, type ChargeKind, type ChargeTerms } from '../charge.js';
import type { ChargeBrief, ChargeChange } from './charge-change.js';
import { slotFrom, type ChargeSlot } from './charge-slot.js';
import { sameData } from './same-data.js';

/** What the rules compute for a slot. */
export interface Wanted {
  readonly code: string;
  readonly terms: ChargeTerms;
}

export interface SlotContext {
  readonly sourceId: string;
  readonly revision: number;
  /** False while the source is parked: decided charges then stay as they are. */
  readonly adjust: boolean;
  /** Whether the claim line of a decided charge names the same diagnoses and practitioners as the records do now. */
  readonly sameParties: (standing: Charge) => boolean;
}

/** Compares one slot with what the rules compute. Only proposals change. */
export function planSlot(
  charges: readonly Charge[],
  wanted: Wanted | null,
  context: SlotContext,
): { readonly charges: readonly Charge[]; readonly changes: readonly ChargeChange[] } {
  const proposal = proposalFor(slotFrom(charges), wanted, context);
  const after = charges.map((charge): Charge => {
    if (isProtected(charge)) return charge;
    if (charge.id === proposal?.id) return { ...proposal, decisions: charge.decisions };
    return charge.status === 'proposed' ? { ...charge, status: 'withdrawn' } : charge;
  });
  if (proposal && !after.some(({ id }) => id === proposal.id)) after.push(proposal);
  const before = new Map(charges.map((charge) => [charge.id, charge]));
  const changes = after.flatMap((charge) => changeOf(before.get(charge.id) ?? null, charge) ?? []);
  return { charges: after, changes };
}

/** null if the charge in effect is the wanted one. */
function proposalFor(slot: ChargeSlot, wanted: Wanted | null, context: SlotContext): Charge | null {
  const { standing, place } = slot;
  if (standing !== null && !context.adjust) return null;
  const claimed = standing?.computed ? { code: standing.code, terms: standing.computed } : null;
  const sameParties = standing === null || wanted === null || context.sameParties(standing);
  if (sameClaim(claimed, wanted) && sameParties) return null;
  const subject = wanted ?? (standing && { code: standing.code, terms: standing.terms });
  if (!subject) return null;
  return {
    id: chargeId(context.sourceId, subject.code, place),
    code: subject.code,
    kind: kindOf(claimed, wanted),
    adjusts: standing?.id ?? null,
    status: 'proposed',
    terms: subject.terms,
    computed: wanted?.terms ?? null,
    edited: false,
    decisions: [],
    evidenceRevision: context.revision,
    batchNumber: null,
  };
}

function kindOf(claimed: Wanted | null, wanted: Wanted | null): ChargeKind {
  if (wanted === null) return 'void';
  return claimed === null ? 'original' : 'replacement';
}

/** Do both lead to the same claim line? Names, amounts and explanations do not matter. */
function sameClaim(a: Wanted | null, b: Wanted | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.code === b.code &&
    a.terms.units === b.terms.units &&
    a.terms.dateOfService === b.terms.dateOfService &&
    a.terms.payerId === b.terms.payerId &&
    a.terms.placeOfService === b.terms.placeOfService &&
    sameData(a.terms.modifiers, b.terms.modifiers)
  );
}

function changeOf(before: Charge | null, after: Charge): ChargeChange | null {
  const shown = before?.status === 'proposed' ? before : null;
  const change = (kind: ChargeChange['change'], now: ChargeBrief | null): ChargeChange => ({
    id: after.id,
    code: after.code,
    before: shown && brief(shown),
    change: kind,
    after: now,
  });
  if (isProtected(after)) return null;
  if (after.status === 'withdrawn') return shown && change('withdrawn', null);
  if (shown && shown.kind === after.kind && sameData(shown.terms, after.terms)) return null;
  if (after.adjusts !== null && shown === null) return change('adjustment_proposed', brief(after));
  return change(shown ? 'updated' : 'created', brief(after));
}

function brief(charge: Charge): ChargeBrief {
  const { units, dateOfService, modifiers } = charge.terms;
  return { kind: charge.kind, units, dateOfService, modifiers };
}
