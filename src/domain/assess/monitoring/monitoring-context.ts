import type { CoverageSpan } from '../../facts/coverage.js';
import type { EnrollmentFacts } from '../../facts/enrollment.js';
import type { MonitoringFacts } from '../../facts/monitoring-facts.js';
import type { PriorClaim } from '../../facts/patient.js';
import type { BillingPolicy } from '../../facts/policy.js';
import { addDays, earliest, type LocalDate } from '../../time/local-date.js';
import { holds, lastDay, type Period } from '../../time/period.js';

/** What the days and minutes of one enrollment are counted from. */
export interface CountingContext {
  readonly facts: CountingFacts;
  readonly enrollment: EnrollmentFacts;
  /** Today in the patient's zone. */
  readonly asOf: LocalDate;
}

export type CountingFacts = Pick<
  MonitoringFacts,
  'patient' | 'coverage' | 'assignments' | 'readings' | 'timeEntries' | 'policy'
>;

/** What every rule of one enrollment is decided from. */
export interface AssessmentContext extends CountingContext {
  readonly facts: MonitoringFacts;
  /** Claims on file, plus what earlier windows and enrollments of the same assessment earn. */
  readonly claims: readonly PriorClaim[];
}

/**
 * The last day that counts: the end of the enrollment, the death, or the day before consent was withdrawn. null: none
 * of these happened.
 */
export function lastCountedDay({ facts, enrollment }: CountingContext): LocalDate | null {
  const withdrawn = enrollment.consentWithdrawnOn;
  return earliest(
    enrollment.endDate,
    facts.patient.deathDate,
    withdrawn === null ? null : addDays(withdrawn, -1),
  );
}

/** The first set-up and education date of the episode; null if none is documented. */
export function setUpDate({ facts, enrollment }: CountingContext): LocalDate | null {
  const ended = enrollment.endDate;
  const dates = facts.assignments
    .filter((device) => ended === null || device.assignedFrom <= ended)
    .filter((device) => device.assignedTo === null || device.assignedTo >= enrollment.startDate)
    .map((device) => device.setupEducationDate);
  return earliest(...dates);
}

/** How a period ends: in full, or early because the episode ended or the patient died in it (rules R24, R21). */
export interface Closing {
  readonly truncated: boolean;
  /** First day on which the period is over. */
  readonly closesOn: LocalDate;
  readonly over: boolean;
  /** Last day of the period that can hold evidence. */
  readonly lastDay: LocalDate;
}

export function closingOf(context: CountingContext, period: Period): Closing {
  const ended = lastCountedDay(context);
  const truncated = ended !== null && ended < period.end;
  const last = truncated ? ended : lastDay(period);
  const closesOn = addDays(last, 1);
  return { truncated, closesOn, over: context.asOf >= closesOn, lastDay: last };
}

/** Who pays on a date of service; undefined if no coverage is on file. */
export function coverageOn(facts: CountingFacts, day: LocalDate): CoverageSpan | undefined {
  return facts.coverage.find(
    (span) => (span.from === null || span.from <= day) && (span.to === null || day <= span.to),
  );
}

/** The practice's settings, overridden by those of the payer on the period's last day. */
export function policyIn({ facts }: CountingContext, period: Period): BillingPolicy {
  const payer = coverageOn(facts, lastDay(period))?.profile?.policy;
  return payer ? { ...facts.policy, ...payer } : facts.policy;
}

/** Does the payer change within the period? */
export function payerChanges(facts: MonitoringFacts, period: Period): boolean {
  const first = coverageOn(facts, period.start)?.profile;
  const last = coverageOn(facts, lastDay(period))?.profile;
  return first?.payerId !== last?.payerId || first?.type !== last?.type;
}

/** Has this practice already billed the code in the period? */
export function claimedIn({ claims, facts }: AssessmentContext, code: string, period: Period): boolean {
  return claims.some(
    (claim) => claim.code === code && isOwn(claim, facts) && holds(period, claim.dateOfService),
  );
}

export function isOwn(claim: PriorClaim, facts: MonitoringFacts): boolean {
  return claim.practiceId === null || claim.practiceId === facts.practiceId;
}
