import type { BillableFinding, NotBilledFinding, SourceAssessment } from '../../assess/finding.js';
import { invariant } from '../../invariant.js';
import type { LocalDate } from '../../time/local-date.js';
import { isProtected, type Charge, type ChargeSource, type FrozenEvidence } from '../charge.js';
import { evidenceOf } from '../explain/charge-view.js';
import type { FrozenRecords } from '../frozen/frozen-records.js';
import { assertBounds, slotOf } from './charge-bounds.js';
import type { ChargeChange } from './charge-change.js';
import { inOrder } from './charge-slot.js';
import { planSlot, type SlotContext, type Wanted } from './plan-slot.js';
import { sameData } from './same-data.js';

export interface Plan {
  /** `kept`: nothing to write, the stored version is up to date. */
  readonly outcome: 'created' | 'changed' | 'kept';
  readonly source: ChargeSource;
  readonly changes: readonly ChargeChange[];
}

export interface PlanFrame {
  readonly patientId: string;
  readonly deathDate: LocalDate | null;
  readonly records: FrozenRecords;
}

/**
 * Compares what should be charged with what is stored, and returns only the difference. What a person decided or what
 * was exported stays as it is: a difference becomes a proposed adjustment, which is withdrawn if the difference goes
 * away. Planning the same facts twice changes nothing. Throws an InvariantError if the proposal breaks a safety
 * bound.
 */
export function planCharges(stored: ChargeSource | null, assessed: SourceAssessment, frame: PlanFrame): Plan {
  const { sourceId } = assessed;
  invariant(
    stored === null || (stored.sourceId === sourceId && stored.enrollmentId === assessed.enrollmentId),
    'a stored source belongs to another assessment',
  );
  const parked = assessed.state === 'parked';
  const proposal = assessed.state === 'over' ? billable(assessed) : [];
  assertBounds(proposal, {
    // Set-up is dated on the day of the education, which may be before the window that releases it.
    period: assessed.kind === 'set-up' ? null : assessed.period,
    deathDate: frame.deathDate,
  });
  const charges = stored?.charges ?? [];
  const evidence = nextEvidence(stored, { counts: assessed.evidence, records: frame.records });
  const planned = planAll(charges, proposal.map(wantedOf), {
    sourceId,
    revision: evidence.revision,
    adjust: !parked,
    sameParties: (standing) => sameParties(stored && evidenceOf(stored, standing), frame.records),
  });
  return finish(
    stored,
    {
      sourceId,
      patientId: frame.patientId,
      enrollmentId: assessed.enrollmentId,
      kind: assessed.kind,
      period: { start: assessed.period.start, end: assessed.period.end },
      closesOn: assessed.closesOn,
      state: parked ? 'parked' : 'closed',
      parking: parked && assessed.parkedBecause ? { reason: assessed.parkedBecause, errorId: null } : null,
      charges: planned.charges,
      notBilled: assessed.findings.filter((each): each is NotBilledFinding => each.outcome === 'not_billed'),
      flags: assessed.flags,
      evidence,
      earlierEvidence: earlierEvidence(stored, planned.charges, evidence.revision),
    },
    planned.changes,
  );
}

/**
 * The same for a stored source that the facts no longer lead to: its proposals are withdrawn, and decided charges get
 * a proposed void.
 */
export function planVanished(stored: ChargeSource): Plan {
  const planned = planAll(stored.charges, [], {
    sourceId: stored.sourceId,
    revision: stored.evidence?.revision ?? 1,
    adjust: true,
    sameParties: () => true,
  });
  const source = {
    ...stored,
    state: 'superseded' as const,
    parking: null,
    charges: planned.charges,
    notBilled: [],
    earlierEvidence: stored.evidence
      ? earlierEvidence(stored, planned.charges, stored.evidence.revision)
      : [],
  };
  return finish(stored, source, planned.changes);
}

function planAll(
  charges: readonly Charge[],
  wanted: readonly Wanted[],
  context: SlotContext,
): { charges: Charge[]; changes: ChargeChange[] } {
  const slots = new Set([...charges, ...wanted].map(({ code }) => slotOf(code)));
  const plans = [...slots].sort().map((slot) =>
    planSlot(
      charges.filter(({ code }) => slotOf(code) === slot),
      wanted.find(({ code }) => slotOf(code) === slot) ?? null,
      context,
    ),
  );
  return {
    charges: inOrder(plans.flatMap((plan) => plan.charges)),
    changes: plans.flatMap((plan) => plan.changes),
  };
}

function finish(stored: ChargeSource | null, source: ChargeSource, changes: readonly ChargeChange[]): Plan {
  if (stored === null)
    return { outcome: 'created', source, changes: [...parkingChange(null, source), ...changes] };
  if (sameData(stored, source)) return { outcome: 'kept', source: stored, changes: [] };
  return { outcome: 'changed', source, changes: [...parkingChange(stored, source), ...changes] };
}

function parkingChange(stored: ChargeSource | null, source: ChargeSource): ChargeChange[] {
  const was = stored?.state === 'parked';
  const is = source.state === 'parked';
  if (was === is) return [];
  const change = is ? 'parked' : 'unparked';
  return [{ change, id: source.sourceId, code: null, before: null, after: null }];
}

/**
 * An encounter's record describes its date, so a change to it corrects the claim. An enrollment's record describes
 * today: a practitioner who takes over this month did not render last month's service, so an approved charge keeps
 * the record that it was approved with.
 */
function sameParties(before: FrozenEvidence | null, now: FrozenRecords): boolean {
  if (before === null || now.kind === 'enrollment') return true;
  const { records } = before;
  return (
    sameData(records.diagnoses, now.diagnoses) &&
    records.renderingPractitionerId === now.renderingPractitionerId &&
    records.billingPractitionerId === now.billingPractitionerId
  );
}

/** Evidence that a decided charge rests on is never overwritten. New evidence gets the next number. */
function nextEvidence(stored: ChargeSource | null, latest: Omit<FrozenEvidence, 'revision'>): FrozenEvidence {
  const current = stored?.evidence ?? null;
  const { counts, records } = latest;
  if (current && sameData(counts, current.counts) && sameData(records, current.records)) return current;
  const kept = (stored?.charges ?? []).filter(isProtected).map((charge) => charge.evidenceRevision);
  return { counts, records, revision: Math.max(0, ...kept) + 1 };
}

function earlierEvidence(
  stored: ChargeSource | null,
  charges: readonly Charge[],
  revision: number,
): FrozenEvidence[] {
  if (!stored) return [];
  const needed = new Set(charges.filter(isProtected).map((charge) => charge.evidenceRevision));
  const known = stored.evidence ? [...stored.earlierEvidence, stored.evidence] : stored.earlierEvidence;
  return known.filter((each) => each.revision !== revision && needed.has(each.revision));
}

function billable(assessed: SourceAssessment): BillableFinding[] {
  return assessed.findings.filter((each): each is BillableFinding => each.outcome === 'billable');
}

function wantedOf(finding: BillableFinding): Wanted {
  const terms = {
    units: finding.units,
    modifiers: finding.modifiers,
    dateOfService: finding.dateOfService,
    payerId: finding.payerId,
    payerType: finding.payerType,
    amount: finding.amount,
    informational: finding.informational,
    reviewRequired: finding.reviewRequired,
    replaces: finding.replaces,
    ...(finding.placeOfService !== undefined && { placeOfService: finding.placeOfService }),
    rules: finding.rules,
    flags: finding.flags,
    detail: finding.detail,
  };
  return { code: finding.code, terms };
}
