import type { LocalDate } from '../time/local-date.js';
import { brokenBound, brokenTogether, type BoundBroken, type BoundsFrame } from './charge-bounds.js';
import { isSettled, type Charge, type ChargeSource, type ChargeStatus, type Decision } from './charge.js';
import { openPlace } from './plan-code.js';

export type ChargeAction =
  | { readonly action: 'approve' }
  | { readonly action: 'hold' }
  | { readonly action: 'release' }
  | { readonly action: 'edit'; readonly terms: EditedTerms };

/** What a person may set on a charge; what is missing stays as it is. */
export interface EditedTerms {
  readonly units?: number;
  readonly modifiers?: readonly string[];
  readonly dateOfService?: LocalDate;
}

export type Refusal =
  | 'not_found'
  /** The source waits for a person, or its window no longer exists. */
  | 'source_parked'
  | 'source_superseded'
  /** Exported, replaced, voided or withdrawn charges take no decision. */
  | 'status_does_not_allow'
  /** A later charge of the same code stands in its place. */
  | 'has_later_adjustment'
  | BoundBroken;

export type Decided =
  | { readonly outcome: 'done'; readonly source: ChargeSource }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'refused'; readonly reason: Refusal };

/** Applies a person's decision to one charge of a source; the bounds between the charges that stand must hold after it. */
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
  const chain = applied(chainOf(source, charge), charge, step);
  const rest = source.charges.filter(({ code }) => code !== charge.code);
  // Charges stay grouped by code, so that a plan of the same facts finds nothing to write.
  const charges = [...rest, ...chain].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
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

export function chainOf(source: ChargeSource, charge: Charge): readonly Charge[] {
  return source.charges.filter(({ code }) => code === charge.code);
}

const MAY: Readonly<Record<ChargeAction['action'], readonly ChargeStatus[]>> = {
  approve: ['proposed', 'held'],
  hold: ['proposed', 'approved'],
  release: ['held', 'approved'],
  edit: ['proposed', 'held', 'approved'],
};

function notOpen(source: ChargeSource, charge: Charge, act: ChargeAction): Refusal | null {
  if (act.action === 'release' && charge.status === 'proposed' && charge.edited) return null;
  if (!MAY[act.action].includes(charge.status)) return 'status_does_not_allow';
  const chain = chainOf(source, charge);
  const at = chain.indexOf(charge);
  // A settled charge with a proposal behind it may still be held or released, which settles the proposal too.
  if (chain.slice(at + 1).some(isSettled)) return 'has_later_adjustment';
  if (charge.status === 'proposed' && !charge.edited && at !== openPlace(chain))
    return 'has_later_adjustment';
  if (act.action === 'edit' && charge.kind === 'void') return 'status_does_not_allow';
  return null;
}

function applied(
  chain: readonly Charge[],
  charge: Charge,
  { act, who }: { readonly act: ChargeAction; readonly who: Omit<Decision, 'action'> },
): readonly Charge[] {
  const decisions = [...charge.decisions, { action: act.action, ...who }];
  const put = (changed: Charge): Charge[] => chain.map((each) => (each.id === charge.id ? changed : each));
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
      return released(chain, charge, decisions);
  }
}

/** Back to what the rules ask for now: a proposal behind the charge becomes the charge's own terms. */
function released(
  chain: readonly Charge[],
  charge: Charge,
  decisions: readonly Decision[],
): readonly Charge[] {
  const pending = chain[chain.indexOf(charge) + 1];
  const superseding = pending?.status === 'proposed' ? pending : null;
  const computed = superseding ? superseding.computed : charge.computed;
  return chain.map((each) => {
    if (each.id === superseding?.id) return { ...each, status: 'withdrawn' };
    if (each.id === charge.adjusts && each.status !== 'exported')
      return { ...each, status: statusBefore(each) };
    if (each.id !== charge.id) return each;
    const open = { ...each, edited: false, decisions, terms: computed ?? each.terms, computed };
    // A void proposes that nothing be charged; anything else without computed terms has nothing left to propose.
    const status = computed === null && charge.kind !== 'void' ? 'withdrawn' : 'proposed';
    return { ...open, status, evidenceRevision: superseding?.evidenceRevision ?? each.evidenceRevision };
  });
}

/** The status that a person last gave to a charge which an adjustment had taken out. */
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
  const codes = [...new Set(charges.map(({ code }) => code))];
  const billed = codes.filter((code) => isBilled(charges.filter((charge) => charge.code === code)));
  const together = brokenTogether(billed);
  if (together || !decided || decided.status === 'withdrawn') return together;
  const frame: BoundsFrame = {
    period: source.kind === 'set-up' ? null : source.period,
    deathDate: source.evidence?.records.deathDate ?? null,
  };
  // Alone: whether it stands with the others was decided above.
  const broken = brokenBound([{ code: 'alone', ...pick(decided) }], frame);
  return decided.kind === 'void' ? null : broken;
}

function pick({ terms }: Charge) {
  return { units: terms.units, dateOfService: terms.dateOfService };
}

/** Whether a code of a source stands approved or exported, and not taken back. */
export function isBilled(chain: readonly Charge[]): boolean {
  const last = chain.findLast(({ status }) => status === 'approved' || status === 'exported');
  return last !== undefined && last.kind !== 'void';
}
