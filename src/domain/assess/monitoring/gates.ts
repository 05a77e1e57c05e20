import type { FrequencyLimit, PayerProfile } from '../../facts/coverage.js';
import { codeEntry } from '../../rulebook/codes.js';
import { isSupplyCode, monitoringProgramOf } from '../../rulebook/monitoring/code-programs.js';
import { excludedByClaim, programConflict } from '../../rulebook/monitoring/concurrency.js';
import { SUPPLY_GAP_DAYS } from '../../rulebook/monitoring/device-supply.js';
import {
  asksForEstablishedPatient,
  inDiagnosisGroups,
  PHE,
} from '../../rulebook/monitoring/gate-parameters.js';
import { addDays, daysBetween, localDate, type LocalDate } from '../../time/local-date.js';
import { holds, lastDay, type Period } from '../../time/period.js';
import type { ReasonCode } from '../reasons.js';
import { coverageOn, isOwn, policyIn, type AssessmentContext } from './monitoring-context.js';

export interface GateQuestion {
  readonly code: string;
  readonly dateOfService: LocalDate;
  /** The period in which claims by other practices and programs matter. */
  readonly period: Period;
  /** The last day on which consent and order may begin and still cover the period. */
  readonly neededBy: LocalDate;
}

/** Every failed gate (rules R1 to R8) in a fixed order. An empty list lets the code through. */
export function failedGates(context: AssessmentContext, question: GateQuestion): ReasonCode[] {
  const { enrollment } = context;
  const failed: ReasonCode[] = [];
  const notBy = (day: LocalDate | null): boolean => day === null || day > question.neededBy;
  if (notBy(enrollment.consentDate)) failed.push('no_consent');
  if (notBy(enrollment.orderDate)) failed.push('no_order');
  if (lacksEstablishedProof(context, question)) failed.push('not_established_patient');
  if (anotherPracticeBilled(context, question)) failed.push('other_practice_billed');
  if (otherProgramBilled(context, question)) failed.push('rtm_rpm_conflict');
  if (insideGlobalPeriod(context, question)) failed.push('global_period');
  if (rivalClaimed(context, question)) failed.push('mutually_exclusive');
  return [...failed, ...failedPayerGates(context, question)];
}

/** The gates that a payer's contract sets, by date of service (docs/rules/payers.md). */
export function failedPayerGates(context: AssessmentContext, question: GateQuestion): ReasonCode[] {
  const span = coverageOn(context.facts, question.dateOfService);
  const profile = span?.profile;
  if (!span || !profile) return ['payer_not_covered'];
  const failed: ReasonCode[] = [];
  if (!covers(profile, context, question.code)) failed.push('payer_not_covered');
  if (profile.priorAuthRequired && !span.priorAuthNumber) failed.push('prior_auth_missing');
  const limit = profile.limits[question.code];
  if (limit && overLimit(context, question, limit)) failed.push('payer_frequency_limit');
  return failed;
}

function covers(profile: PayerProfile, { enrollment }: AssessmentContext, code: string): boolean {
  if (profile.acceptedCodes !== null && !profile.acceptedCodes.includes(code)) return false;
  return (
    profile.coveredDiagnosisGroups === null ||
    // A policy on remote monitoring does not cover care management alongside it.
    codeEntry(code).family === 'care management' ||
    inDiagnosisGroups(enrollment.diagnoses, profile.coveredDiagnosisGroups)
  );
}

/**
 * Has the practice already claimed a code in the period that excludes this one (docs/rules/concurrency.md)? A claim
 * that this code corrects does not count.
 */
export function rivalClaimed(context: AssessmentContext, { code, period }: GateQuestion): boolean {
  const { allow99091With99457 } = policyIn(context, period);
  return context.claims.some(
    (claim) =>
      isOwn(claim, context.facts) &&
      holds(period, claim.dateOfService) &&
      excludedByClaim(code, claim.code, { allow99091With99457 }),
  );
}

function overLimit(
  context: AssessmentContext,
  { code, dateOfService }: GateQuestion,
  limit: FrequencyLimit,
): boolean {
  const own = context.claims.filter((claim) => isOwn(claim, context.facts));
  const span = limit.per === 'year' ? 4 : limit.per === 'month' ? 7 : 0;
  const used = own.filter(
    (claim) => claim.code === code && claim.dateOfService.slice(0, span) === dateOfService.slice(0, span),
  ).length;
  if (used >= limit.max) return true;
  return Object.entries(limit.requires).some(
    ([required, months]) =>
      !own.some(
        (claim) =>
          claim.code === required &&
          claim.dateOfService <= dateOfService &&
          claim.dateOfService >= monthsBefore(dateOfService, months),
      ),
  );
}

function monthsBefore(day: LocalDate, months: number): LocalDate {
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months;
  const first = localDate(`${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`);
  const wanted = addDays(first, Number(day.slice(8, 10)) - 1);
  // One month before March 31 is the last day of February, not March 3.
  return wanted.slice(0, 7) === first.slice(0, 7)
    ? wanted
    : addDays(localDate(`${wanted.slice(0, 7)}-01`), -1);
}

/**
 * Rule R3: Medicare RPM needs an established patient. Patients whose RPM began during the emergency keep it, whether
 * the record says so or an enrollment began then.
 */
function lacksEstablishedProof(
  { facts, enrollment }: AssessmentContext,
  { dateOfService }: GateQuestion,
): boolean {
  if (enrollment.program !== 'RPM' || facts.patient.establishedPatient) return false;
  const enrolled = facts.enrollments.filter(({ program }) => program === 'RPM');
  const began = [facts.patient.rpmStartedDuringPhe, ...enrolled.map(({ startDate }) => startDate)];
  if (began.some((day) => day !== null && day >= PHE.from && day <= PHE.to)) return false;
  return asksForEstablishedPatient(coverageOn(facts, dateOfService)?.profile?.type ?? '', dateOfService);
}

/** Rule R6: one practitioner per patient and 30 days. Another practice's claim in the period blocks ours. */
function anotherPracticeBilled(
  context: AssessmentContext,
  { code, dateOfService, period }: GateQuestion,
): boolean {
  return context.claims.some((claim) => {
    if (isOwn(claim, context.facts) || monitoringProgramOf(claim.code) === null) return false;
    if (holds(period, claim.dateOfService)) return true;
    const gap = Math.abs(daysBetween(claim.dateOfService, dateOfService));
    return isSupplyCode(claim.code) && isSupplyCode(code) && gap < SUPPLY_GAP_DAYS;
  });
}

/** Rule R7: this practice claimed the other remote monitoring program in the period. */
function otherProgramBilled(context: AssessmentContext, { period }: GateQuestion): boolean {
  const { program } = context.enrollment;
  return context.claims.some((claim) => {
    const claimed = monitoringProgramOf(claim.code);
    return (
      claimed !== null &&
      isOwn(claim, context.facts) &&
      holds(period, claim.dateOfService) &&
      programConflict(program, claimed) === 'rtm_rpm_conflict'
    );
  });
}

/**
 * Rule R8: the global period of the same surgeon for the same condition, which is the day of surgery and the `days`
 * days after it.
 */
function insideGlobalPeriod({ enrollment }: AssessmentContext, { dateOfService }: GateQuestion): boolean {
  const global = enrollment.globalPeriod;
  if (!global?.monitoringRelatedToProcedure || global.practitionerId !== enrollment.billingPractitionerId)
    return false;
  return dateOfService >= global.from && dateOfService <= addDays(global.from, global.days);
}

/** The usual question: consent and order must begin by the last day of the period. */
export function gateQuestion(code: string, dateOfService: LocalDate, period: Period): GateQuestion {
  return { code, dateOfService, period, neededBy: lastDay(period) };
}
