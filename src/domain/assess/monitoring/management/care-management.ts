import type { ApcmFacts, TcmFacts } from '../../../facts/patient.js';
import { isEffective } from '../../../rulebook/codes.js';
import { areExclusive } from '../../../rulebook/monitoring/concurrency.js';
import { TCM_CONTACT_BUSINESS_DAYS, TCM_VISIT_DAYS } from '../../../rulebook/monitoring/gate-parameters.js';
import {
  BHI_LADDER,
  CCM_LADDER,
  CCM_PRACTITIONER_LADDER,
  COMPLEX_CCM_LADDER,
  PCM_LADDER,
  PCM_PRACTITIONER_LADDER,
  type ManagementLadder,
} from '../../../rulebook/monitoring/management-ladders.js';
import { addDays, daysBetween, type LocalDate } from '../../../time/local-date.js';
import { holds, type Period } from '../../../time/period.js';
import { isWeekday } from '../../../time/weekday.js';
import { lastDayOf, monthPeriod, type YearMonth } from '../../../time/year-month.js';
import type { Finding, MinuteCount } from '../../finding.js';
import type { ReasonCode } from '../../reasons.js';
import { countMinutes } from '../counting/count-minutes.js';
import { billable, earned, nonEmpty, notBilled } from '../findings.js';
import { failedPayerGates, gateQuestion } from '../gates.js';
import { closingOf, type AssessmentContext } from '../monitoring-context.js';
import { assessManagement } from './management.js';

export interface CareMonth {
  readonly findings: readonly Finding[];
  readonly minutes: readonly MinuteCount[];
}

/**
 * CCM, PCM, BHI, APCM and TCM of one month, as far as their minutes and exclusions affect monitoring (rules APCM, TCM
 * and R32).
 */
export function assessCareManagement(context: AssessmentContext, month: YearMonth): CareMonth {
  const counted = laddersOf(context, month);
  const byMinutes = counted.flatMap(({ ladder, minutes }) =>
    assessManagement(context, { ladder, month, minutes }),
  );
  const apcm = context.facts.apcm
    .filter((fact) => fact.month === month)
    .flatMap((fact) => assessApcm(context, fact));
  const tcm = context.facts.tcm.flatMap((fact) => assessTcm(context, fact, monthPeriod(month)));
  return {
    findings: excludeRivals([...apcm, ...tcm, ...byMinutes]),
    minutes: counted.map(({ minutes }) => minutes),
  };
}

function laddersOf(
  context: AssessmentContext,
  month: YearMonth,
): { ladder: ManagementLadder; minutes: MinuteCount }[] {
  const { alsoEnrolledIn } = context.enrollment;
  const period = monthPeriod(month);
  const count = (ladder: ManagementLadder) =>
    countMinutes(context, { program: ladder.program, roles: ladder.roles, period });
  const choose = (everyone: ManagementLadder, practitioner: ManagementLadder) => {
    const all = count(everyone);
    const own = count(practitioner);
    // If the practitioner logged all of the time, the month is the practitioner's own service.
    const alone = own.seconds > 0 && own.seconds === all.seconds && own.minutes >= practitioner.baseMinutes;
    return alone ? { ladder: practitioner, minutes: own } : { ladder: everyone, minutes: all };
  };
  const chosen: { ladder: ManagementLadder; minutes: MinuteCount }[] = [];
  if (alsoEnrolledIn.includes('CCM')) chosen.push(choose(CCM_LADDER, CCM_PRACTITIONER_LADDER));
  if (alsoEnrolledIn.includes('PCM')) chosen.push(choose(PCM_LADDER, PCM_PRACTITIONER_LADDER));
  for (const ladder of [COMPLEX_CCM_LADDER, BHI_LADDER]) {
    if (alsoEnrolledIn.includes(ladder.program)) chosen.push({ ladder, minutes: count(ladder) });
  }
  return chosen;
}

function assessApcm(context: AssessmentContext, { code, month }: ApcmFacts): Finding[] {
  const period = monthPeriod(month);
  const closing = closingOf(context, period);
  const dateOfService = closing.truncated ? closing.lastDay : lastDayOf(month);
  if (!isEffective(code, dateOfService))
    return [notBilled(code, ['code_not_effective'], { rules: ['APCM'] })];
  if (!closing.over) return [notBilled(code, ['period_open'], { rules: ['APCM'] })];
  const gates = failedPayerGates(context, gateQuestion(code, dateOfService, period));
  if (gates.length > 0) return [notBilled(code, nonEmpty(gates, 'payer_not_covered'), { rules: ['APCM'] })];
  return [billable(context, { code, units: 1, dateOfService, period, rules: ['APCM'] })];
}

/** Transitional care is dated at the visit, whenever in the month that was (rule TCM). */
function assessTcm(context: AssessmentContext, tcm: TcmFacts, period: Period): Finding[] {
  const { code, faceToFaceDate } = tcm;
  if (faceToFaceDate === null || !holds(period, faceToFaceDate)) return [];
  if (!isEffective(code, faceToFaceDate))
    return [notBilled(code, ['code_not_effective'], { rules: ['TCM'] })];
  const reasons: ReasonCode[] = failedPayerGates(context, gateQuestion(code, faceToFaceDate, period));
  if (!meetsTcm(tcm, faceToFaceDate)) reasons.push('tcm_requirements_not_met');
  if (reasons.length > 0)
    return [notBilled(code, nonEmpty(reasons, 'tcm_requirements_not_met'), { rules: ['TCM'] })];
  return [billable(context, { code, units: 1, dateOfService: faceToFaceDate, period, rules: ['TCM'] })];
}

function meetsTcm({ code, dischargeDate, contactDate }: TcmFacts, visit: LocalDate): boolean {
  const visitDays = TCM_VISIT_DAYS[code];
  if (visitDays === undefined || contactDate === null) return false;
  const inTime = daysBetween(dischargeDate, visit) >= 0 && daysBetween(dischargeDate, visit) <= visitDays;
  return inTime && businessDaysBetween(dischargeDate, contactDate) <= TCM_CONTACT_BUSINESS_DAYS;
}

/** Mondays to Fridays after `from`, through `to`. */
function businessDaysBetween(from: LocalDate, to: LocalDate): number {
  let days = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWeekday(day)) days += 1;
  return days;
}

/** The earlier finding wins. APCM comes first because it includes CCM, PCM and TCM (rule APCM). */
function excludeRivals(findings: readonly Finding[]): Finding[] {
  const settled: Finding[] = [];
  for (const finding of findings) {
    const rival =
      finding.outcome === 'billable'
        ? earned(settled).find((other) => areExclusive(other.code, finding.code))
        : undefined;
    settled.push(
      rival
        ? notBilled(finding.code, ['mutually_exclusive'], { rules: ['APCM'], detail: { rival: rival.code } })
        : finding,
    );
  }
  return settled;
}
