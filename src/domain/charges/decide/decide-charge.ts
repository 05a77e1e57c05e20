import type { LocalDate } from '../../time/local-date.js';
import { isSettled, type Charge, type ChargeSource, type ChargeStatus, type Decision } from '../charge.js';
import {
  brokenBound,
  brokenTogether,
  slotOf,
  type BoundBroken,
  type BoundsFrame,
} from '../plan/charge-bounds.js';
import { inOrder, slotOfCode } from '../plan/charge-slot.js';

export type ChargeAction =
  | { readonly action: 'approve' }
  | { readonly action: 'hold' }
  | { readonly action: 'release' }
  | { readonly action: 'edit'; readonly terms: EditedTerms };

/** What a person may set on a charge. A missing field stays as it is. */
interface EditedTerms {
  readonly units?: number;
  readonly modifiers?: readonly string[];
  readonly dateOfService?: LocalDate;
}

export type Refusal =
  | 'not_found'
  /** The patient was erased, and what remains of the record never changes. */
  | 'patient_erased'
  /** The source is parked, or its window no longer exists. */
  | 'source_parked'
  | 'source_superseded'
  /** Exported, replaced, voided and withdrawn charges cannot be decided. */
  | 'status_does_not_allow'
  /** A later charge of the same code took its place. */
  | 'has_later_adjustment'
  | BoundBroken;

export type Decided =
  | { readonly outcome: 'done'; readonly source: ChargeSource }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'refused'; readonly reason: Refusal };

/**
 * Applies a person's decision to one charge of a source. Afterward, the bounds between the charges in effect must
 * hold.
 */
export function decideCharge(
  source: ChargeSource,
  chargeId: string,
  step: { readonly act: ChargeAction; readonly who: Omit<Decision, 'action'> },
): Decided {
  const charge = source.charges.find(({ id }) => id === chargeId);
  if (!charge) return refused('not_found');
  if (step.act.action === 'approve' && charge.status === 'approved') return { outcome: 'unchanged' };
  if (step.act.action === 'hold' && charge.status === 'held') return { outcome: 'unchanged' };
  if (source.state === 'parked' && step.act.action === 'approve') return refused('source_parked');
  if (source.state === 'superseded' && step.act.action === 'approve' && charge.kind !== 'void')
    return refused('source_superseded');
  const blocked = notOpen(source, charge, step.act);
  if (blocked) return refused(blocked);
  const charges = inOrder(applied(source, charge, step));
  const broken = brokenAfter(
    source,
    charges,
    charges.find(({ id }) => id === chargeId),
  );
  return broken ? refused(broken) : { outcome: 'done', source: { ...source, charges } };
}

function refused(reason: Refusal): Decided {
  return { outcome: 'refused', reason };
}

const MAY: Readonly<Record<ChargeAction['action'], readonly ChargeStatus[]>> = {
  approve: ['proposed', 'held'],
  hold: ['proposed', 'approved'],
  release: ['held', 'approved'],
  edit: ['proposed', 'held', 'approved'],
};

function notOpen(source: ChargeSource, charge: Charge, act: ChargeAction): Refusal | null {
  const undoesEdit = act.action === 'release' && charge.status === 'proposed' && charge.edited;
  if (!undoesEdit && !MAY[act.action].includes(charge.status)) return 'status_does_not_allow';
  const { standing } = slotOfCode(source, charge.code);
  // Only the last decided charge is open. A proposal after it is settled together with it.
  if (isSettled(charge) && standing?.id !== charge.id) return 'has_later_adjustment';
  if (act.action === 'edit' && charge.kind === 'void') return 'status_does_not_allow';
  return null;
}

function applied(
  source: ChargeSource,
  charge: Charge,
  { act, who }: { readonly act: ChargeAction; readonly who: Omit<Decision, 'action'> },
): Charge[] {
  const decisions = [...charge.decisions, { action: act.action, ...who }];
  const put = (changed: Charge): Charge[] =>
    source.charges.map((each) => (each.id === charge.id ? changed : each));
  switch (act.action) {
    case 'approve':
      return put({ ...charge, status: 'approved', decisions }).map((each) =>
        each.id === charge.adjusts && each.status !== 'exported'
          ? { ...each, status: charge.kind === 'void' ? 'voided' : 'replaced' }
          : each,
      );
    case 'hold':
      return put({ ...charge, status: 'held', decisions });
    case 'edit':
      return put({
        ...charge,
        status: charge.status === 'held' ? 'held' : 'proposed',
        edited: true,
        terms: editedTerms(charge, act.terms),
        decisions,
      });
    case 'release':
      return released(source, charge, decisions);
  }
}

/**
 * Returns the charge to what the rules computed last, and withdraws the proposal after it. The next assessment of the
 * patient decides the slot from the facts.
 */
function released(source: ChargeSource, charge: Charge, decisions: readonly Decision[]): Charge[] {
  const { pending } = slotOfCode(source, charge.code);
  return source.charges.map((each) => {
    if (each.id === pending?.id && each.id !== charge.id) return { ...each, status: 'withdrawn' };
    if (each.id === charge.adjusts && each.status !== 'exported')
      return { ...each, status: statusBefore(each) };
    if (each.id !== charge.id) return each;
    return { ...each, status: 'proposed', edited: false, terms: each.computed ?? each.terms, decisions };
  });
}

/** The status that a person last gave to a charge before an adjustment took its place. */
function statusBefore(charge: Charge): ChargeStatus {
  const last = charge.decisions.findLast(({ action }) => action === 'approve' || action === 'hold');
  if (!last) return 'proposed';
  return last.action === 'approve' ? 'approved' : 'held';
}

function editedTerms(charge: Charge, edit: EditedTerms): Charge['terms'] {
  const units = edit.units ?? charge.terms.units;
  const { amount } = charge.terms;
  return {
    ...charge.terms,
    units,
    modifiers: edit.modifiers ?? charge.terms.modifiers,
    dateOfService: edit.dateOfService ?? charge.terms.dateOfService,
    amount: amount && { ...amount, amountCents: amount.unitAmountCents * units },
  };
}

function brokenAfter(
  source: ChargeSource,
  charges: readonly Charge[],
  decided: Charge | undefined,
): BoundBroken | null {
  const billed = billedCharges(charges).map(({ code }) => code);
  const together = brokenTogether(billed);
  if (together || !decided || decided.status === 'withdrawn') return together;
  const frame: BoundsFrame = {
    period: source.kind === 'set-up' ? null : source.period,
    deathDate: source.evidence?.records.deathDate ?? null,
  };
  // Alone: whether it fits with the others was checked above.
  const broken = brokenBound([{ code: 'alone', ...pick(decided) }], frame);
  return decided.kind === 'void' ? null : broken;
}

function pick({ terms }: Charge) {
  return { units: terms.units, dateOfService: terms.dateOfService };
}

/** The charges of a source that are approved or exported and not taken back: the last of each slot. */
function billedCharges(charges: readonly Charge[]): Charge[] {
  const last = new Map<string, Charge>();
  for (const charge of inOrder(charges))
    if (charge.status === 'approved' || charge.status === 'exported') last.set(slotOf(charge.code), charge);
  return [...last.values()].filter(({ kind }) => kind !== 'void');
}
