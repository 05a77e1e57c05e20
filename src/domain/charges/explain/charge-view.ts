import { VISIT_PROGRAM } from '../../assess/encounters/record/visit-spans.js';
import type { ExpectedAmount, MinuteCount } from '../../assess/finding.js';
import type { Flag } from '../../assess/flags.js';
import type { ReasonCode } from '../../assess/reasons.js';
import type { PayerType } from '../../facts/coverage.js';
import { telehealthCode } from '../../rulebook/codes.js';
import { timeProgramOf } from '../../rulebook/monitoring/code-programs.js';
import type { LocalDate } from '../../time/local-date.js';
import { lastDay } from '../../time/period.js';
import type { Charge, ChargeSource, Decision, FrozenEvidence, Parking, SourceState } from '../charge.js';
import { programOf } from '../frozen/frozen-records.js';
import { REASON_TEXT } from './reason-text.js';

/** The period as people and claims write it: both days are included. */
interface ServicePeriod {
  readonly start: LocalDate;
  readonly end: LocalDate;
}

/** One charge as lists, files and answers show it. */
export interface ChargeView {
  readonly id: string;
  readonly sourceId: string;
  readonly patientId: string;
  readonly enrollmentId: string;
  readonly program: string;
  readonly code: string;
  readonly kind: Charge['kind'];
  readonly adjusts: string | null;
  readonly status: Charge['status'];
  readonly sourceState: SourceState;
  readonly units: number;
  readonly modifiers: readonly string[];
  readonly dateOfService: LocalDate;
  readonly servicePeriod: ServicePeriod;
  readonly payerId: string;
  readonly payerType: PayerType;
  readonly diagnoses: readonly string[];
  readonly placeOfService: string;
  readonly renderingPractitionerId: string;
  readonly billingPractitionerId: string;
  /** Counted days of the period; null if the code does not rest on days. */
  readonly days: number | null;
  /** Counted whole minutes of the code's program; null if the code does not rest on time. */
  readonly minutes: number | null;
  /** Unit amount times units, in cents; null if Medicare publishes no amount. */
  readonly expectedAmountCents: number | null;
  readonly amountBasis: ExpectedAmount['basis'] | null;
  readonly informational: boolean;
  readonly reviewRequired: boolean;
  readonly edited: boolean;
  readonly replaces: string | null;
  readonly rules: readonly string[];
  readonly flags: readonly Flag[];
  readonly detail: Readonly<Record<string, string | number>>;
  readonly decisions: readonly Decision[];
  readonly batchNumber: number | null;
}

/** A code that was considered and not charged. */
export interface NotBilledView {
  readonly sourceId: string;
  readonly patientId: string;
  readonly enrollmentId: string;
  readonly program: string;
  readonly code: string;
  /** The deciding reason. */
  readonly reason: ReasonCode;
  readonly reasons: readonly ReasonCode[];
  readonly explanation: string;
  readonly servicePeriod: ServicePeriod;
  readonly days: number | null;
  readonly minutes: number | null;
  readonly rules: readonly string[];
  readonly flags: readonly Flag[];
  readonly detail: Readonly<Record<string, string | number>>;
}

export interface ParkedView {
  readonly sourceId: string;
  readonly patientId: string;
  readonly enrollmentId: string | null;
  readonly servicePeriod: ServicePeriod | null;
  readonly reason: Parking['reason'];
  readonly errorId: string | null;
}

export function chargeView(source: ChargeSource, charge: Charge): ChargeView {
  const { period, evidence } = partsOf(source);
  const { counts, records } = evidenceOf(source, charge) ?? evidence;
  const { amount, ...terms } = charge.terms;
  return {
    id: charge.id,
    sourceId: source.sourceId,
    patientId: source.patientId,
    enrollmentId: source.enrollmentId ?? '',
    program: programOf(records),
    code: charge.code,
    kind: charge.kind,
    adjusts: charge.adjusts,
    status: charge.status,
    sourceState: source.state,
    ...terms,
    servicePeriod: period,
    diagnoses: records.diagnoses,
    placeOfService: charge.terms.placeOfService ?? records.payment.placeOfService,
    renderingPractitionerId: records.renderingPractitionerId,
    billingPractitionerId: records.billingPractitionerId,
    days: counts.days?.days ?? null,
    minutes: minutesFor(charge.code, counts.minutes)?.minutes ?? null,
    expectedAmountCents: amount?.amountCents ?? null,
    amountBasis: amount?.basis ?? null,
    edited: charge.edited,
    decisions: charge.decisions,
    batchNumber: charge.batchNumber,
  };
}

/** Every code of the source that was not charged; none once the source is superseded. */
export function notBilledViews(source: ChargeSource): NotBilledView[] {
  if (source.kind === 'patient') return [];
  const { period, evidence } = partsOf(source);
  return source.notBilled.map((finding) => ({
    sourceId: source.sourceId,
    patientId: source.patientId,
    enrollmentId: source.enrollmentId ?? '',
    program: programOf(evidence.records),
    code: finding.code,
    reason: finding.reasons[0],
    reasons: finding.reasons,
    explanation: finding.reasons.map((reason) => REASON_TEXT[reason]).join(' '),
    servicePeriod: period,
    days: evidence.counts.days?.days ?? null,
    minutes: minutesFor(finding.code, evidence.counts.minutes)?.minutes ?? null,
    rules: finding.rules,
    flags: finding.flags,
    detail: finding.detail,
  }));
}

/** null unless the source is parked. */
export function parkedView(source: ChargeSource): ParkedView | null {
  if (source.state !== 'parked' || source.parking === null) return null;
  return {
    sourceId: source.sourceId,
    patientId: source.patientId,
    enrollmentId: source.enrollmentId,
    servicePeriod: source.period && servicePeriod(source.period),
    reason: source.parking.reason,
    errorId: source.parking.errorId,
  };
}

/** The evidence that a charge rests on, as it was when the charge was decided. */
export function evidenceOf(source: ChargeSource, charge: Charge): FrozenEvidence | null {
  if (source.evidence?.revision === charge.evidenceRevision) return source.evidence;
  const earlier = source.earlierEvidence.find(({ revision }) => revision === charge.evidenceRevision);
  return earlier ?? source.evidence;
}

/** The time of the program that a code bills. */
export function minutesFor(code: string, minutes: readonly MinuteCount[]): MinuteCount | null {
  const program = timeProgramOf(code) ?? (telehealthCode(code) ? VISIT_PROGRAM : null);
  return minutes.find((count) => count.program === program) ?? null;
}

function partsOf(source: ChargeSource): { period: ServicePeriod; evidence: FrozenEvidence } {
  if (source.period === null || source.evidence === null)
    throw new Error('only a source with a period holds findings');
  return { period: servicePeriod(source.period), evidence: source.evidence };
}

function servicePeriod(period: { readonly start: LocalDate; readonly end: LocalDate }): ServicePeriod {
  return { start: period.start, end: lastDay(period) };
}
