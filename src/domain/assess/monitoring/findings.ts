import type { PayerProfile } from '../../facts/coverage.js';
import { isEffective, VERIFIED_THROUGH } from '../../rulebook/codes.js';
import { monitoringProgramOf } from '../../rulebook/monitoring/code-programs.js';
import { THERAPY_MODIFIERS } from '../../rulebook/monitoring/gate-parameters.js';
import { feeFor } from '../../rulebook/payment/fee-schedule.js';
import type { LocalDate } from '../../time/local-date.js';
import type { Period } from '../../time/period.js';
import type { BillableFinding, ExpectedAmount, Finding, NotBilledFinding } from '../finding.js';
import { needReview, type Flag } from '../flags.js';
import type { ParkReason, ReasonCode } from '../reasons.js';
import { coverageOn, payerChanges, type AssessmentContext } from './monitoring-context.js';

/** A code that the facts earn. */
export interface Candidate {
  readonly code: string;
  readonly units: number;
  readonly dateOfService: LocalDate;
  /** The days the service covers. */
  readonly period: Period;
  readonly rules: readonly string[];
  readonly flags?: readonly Flag[];
  readonly detail?: Readonly<Record<string, string | number>>;
  readonly informational?: boolean;
  readonly replaces?: string | null;
}

export function notBilled(
  code: string,
  reasons: readonly [ReasonCode, ...ReasonCode[]],
  rest: {
    readonly rules: readonly string[];
    readonly flags?: readonly Flag[];
    readonly detail?: NotBilledFinding['detail'];
  },
): NotBilledFinding {
  // Patients billed by two practices are one of the OIG's five measures (source S23).
  const oig: readonly Flag[] = reasons.includes('other_practice_billed')
    ? ['multiple_practices_oig_measure']
    : [];
  return {
    outcome: 'not_billed',
    code,
    reasons: [...new Set(reasons)] as [ReasonCode, ...ReasonCode[]],
    rules: rest.rules,
    flags: [...(rest.flags ?? []), ...oig].sort(),
    detail: sortedByKey(rest.detail ?? {}),
  };
}

export function billable(context: AssessmentContext, candidate: Candidate): BillableFinding {
  const { code, units, dateOfService, period } = candidate;
  const profile = profileOn(context, dateOfService);
  const flags = [...(candidate.flags ?? [])];
  if (payerChanges(context.facts, period)) flags.push('payer_change_inside_period');
  if (spansCodeChange(code, period)) flags.push('period_spans_code_change', 'rule_set_by_date_of_service');
  return {
    outcome: 'billable',
    code,
    units,
    modifiers: modifiersOf(context, code),
    dateOfService,
    payerId: profile.payerId,
    payerType: profile.type,
    amount: candidate.informational ? null : amountOf(context, candidate),
    informational: candidate.informational ?? false,
    reviewRequired: needReview(flags),
    replaces: candidate.replaces ?? null,
    rules: candidate.rules,
    flags: flags.sort(),
    detail: sortedByKey(candidate.detail ?? {}),
  };
}

/** A line is priced by its own date of service and the practice's place and locality (docs/rules/payment.md). */
function amountOf(
  context: AssessmentContext,
  { code, units, dateOfService }: Candidate,
): ExpectedAmount | null {
  const { payment } = context.facts;
  const fee = feeFor({
    code,
    dateOfService,
    placeOfService: payment.placeOfService,
    locality: payment.locality,
    qualifyingApm: payment.qualifyingApm,
    loaded: payment.loaded,
  });
  if (fee === null) return null;
  const { unitAmountCents, conversionFactor, basis, placeClass, release } = fee;
  return {
    unitAmountCents,
    conversionFactor,
    basis,
    placeClass,
    release,
    amountCents: unitAmountCents * units,
  };
}

function modifiersOf({ enrollment }: AssessmentContext, code: string): readonly string[] {
  const isRtm = monitoringProgramOf(code) === 'RTM';
  return isRtm && enrollment.therapyDiscipline ? [THERAPY_MODIFIERS[enrollment.therapyDiscipline]] : [];
}

function spansCodeChange(code: string, period: Period): boolean {
  return !isEffective(code, period.start);
}

function profileOn(context: AssessmentContext, day: LocalDate): PayerProfile {
  const profile = coverageOn(context.facts, day)?.profile;
  // Callers check `undecidable` first, so a missing profile here is a bug.
  if (!profile) throw new Error(`no payer profile on ${day}`);
  return profile;
}

/**
 * Why nothing may be decided for a date of service: nobody has verified the law, or the payer has no profile. null:
 * it may be decided.
 */
export function undecidable(context: AssessmentContext, dateOfService: LocalDate): ParkReason | null {
  if (dateOfService > VERIFIED_THROUGH) return 'rules-not-verified';
  return coverageOn(context.facts, dateOfService)?.profile ? null : 'payer_profile_missing';
}

export function earned(findings: readonly Finding[]): readonly BillableFinding[] {
  return findings.filter((finding) => finding.outcome === 'billable');
}

function sortedByKey(
  detail: Readonly<Record<string, string | number>>,
): Readonly<Record<string, string | number>> {
  const keys = Object.keys(detail);
  if (keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key)) return detail;
  return Object.fromEntries(Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The reasons, or `otherwise` if there are none. */
export function nonEmpty(
  reasons: readonly ReasonCode[],
  otherwise: ReasonCode,
): readonly [ReasonCode, ...ReasonCode[]] {
  const [first, ...rest] = reasons;
  return first === undefined ? [otherwise] : [first, ...rest];
}
