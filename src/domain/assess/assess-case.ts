import type { MonitoringFacts } from '../facts/monitoring-facts.js';
import type { LocalDate } from '../time/local-date.js';
import { overlaps, type Period } from '../time/period.js';
import { monthPeriod, type YearMonth } from '../time/year-month.js';
import { withPtpEdits } from './apply-ptp-edits.js';
import type {
  BillableFinding,
  DayCount,
  Finding,
  MinuteCount,
  NotBilledFinding,
  ParkReason,
} from './finding.js';
import { assessWindow, type WindowAssessment } from './monitoring/assess-window.js';
import { countDays } from './monitoring/counting/count-days.js';
import { earned, undecidable } from './monitoring/findings.js';
import { assessMonth, assessOwnMonth, type MonthAssessment } from './monitoring/management/assess-month.js';
import { asProgram, shadowedPrograms, withheldForOwnProgram } from './monitoring/management/program-conflict.js';
import { closingOf, setUpDate, type AssessmentContext } from './monitoring/monitoring-context.js';
import { assessSetUp } from './monitoring/supply/set-up.js';
import { supplyDate, type SupplyWindow } from './monitoring/supply/supply-window.js';

/** What a worked case asks for: a window taken as it is, a month, or both. */
export interface CaseQuestion {
  readonly window: Period | null;
  readonly month: YearMonth | null;
  readonly asOf: LocalDate;
}

export interface CaseAssessment {
  readonly codes: readonly BillableFinding[];
  readonly notBilled: readonly NotBilledFinding[];
  /** Why a line could not be decided at all; null when every line was. */
  readonly parkedBecause: ParkReason | null;
  readonly evidence: {
    readonly days: DayCount | null;
    readonly smbpReadings: number | null;
    readonly minutesByProgram: Readonly<Record<string, MinuteCount>>;
  };
  /** Counts under the names of the case format; what was not evaluated is left out. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly flags: readonly string[];
}

/** Decides one worked case: the first enrollment, only what is asked for. Throws where the facts hold no enrollment. */
export function assessCase(facts: MonitoringFacts, { window, month, asOf }: CaseQuestion): CaseAssessment {
  const enrollment = facts.enrollments[0];
  if (!enrollment) throw new Error('a case needs an enrollment');
  const context: AssessmentContext = { facts, enrollment, asOf, claims: facts.priorClaims };
  const supply = window && { period: window, counted: countDays(context, window) };
  const parkedBecause = parked(context, supply, month);
  const inMonth = month === null || parkedBecause ? null : monthWithShadows(context, month);
  const besideWindow =
    inMonth && month && window && overlaps(window, monthPeriod(month)) ? earned(inMonth.findings) : [];
  const inWindow = supply && !parkedBecause ? assessWindow(context, supply, besideWindow) : null;
  const setUp = supply && !parkedBecause ? setUpWithShadows(context, supply) : [];
  const found = [...setUp, ...(inWindow?.findings ?? []), ...(inMonth?.findings ?? [])];
  const findings = withPtpEdits(
    [{ findings: found, flags: [] }],
    facts.payment.loaded?.ptp ?? [],
    () => enrollment.billingPractitionerId,
  ).flatMap((each) => each.findings);
  const minutes = [...(inWindow?.minutes ?? []), ...(inMonth?.minutes ?? [])];
  return {
    codes: earned(findings),
    notBilled: findings.filter((finding) => finding.outcome === 'not_billed'),
    parkedBecause,
    evidence: {
      days: supply?.counted.count ?? null,
      smbpReadings: inWindow?.smbpReadings ?? null,
      minutesByProgram: Object.fromEntries(minutes.map((each) => [each.program, each])),
    },
    facts: { ...windowFacts(context, supply, inWindow), ...minuteFacts(minutes), ...gapFact(findings) },
    flags: [...new Set(findings.flatMap((finding) => finding.flags))].sort(),
  };
}

function parked(
  context: AssessmentContext,
  window: SupplyWindow | null,
  month: YearMonth | null,
): ParkReason | null {
  const setUp = setUpDate(context);
  const dates = [
    ...(window ? [supplyDate(context, window)] : []),
    ...(window && setUp !== null && setUp >= window.period.start ? [setUp] : []),
    ...(month ? [closingOf(context, monthPeriod(month)).lastDay] : []),
  ];
  return dates.map((day) => undecidable(context, day)).find((reason) => reason !== null) ?? null;
}

function monthWithShadows(context: AssessmentContext, month: YearMonth): MonthAssessment {
  const own = assessMonth(context, { month, withCareManagement: true });
  const withheld = shadowedPrograms(context).flatMap((other) =>
    withheldForOwnProgram(
      context.enrollment.program,
      other,
      assessOwnMonth(asProgram(context, other), month).findings,
    ),
  );
  return { ...own, findings: [...own.findings, ...withheld] };
}

function setUpWithShadows(context: AssessmentContext, window: SupplyWindow): Finding[] {
  const withheld = shadowedPrograms(context).flatMap((other) => {
    const as = asProgram(context, other);
    const seen = { period: window.period, counted: countDays(as, window.period) };
    return withheldForOwnProgram(context.enrollment.program, other, assessSetUp(as, [seen]));
  });
  return [...assessSetUp(context, [window]), ...withheld];
}

function windowFacts(
  { enrollment }: AssessmentContext,
  window: SupplyWindow | null,
  assessed: WindowAssessment | null,
): Record<string, unknown> {
  if (!window) return {};
  if (enrollment.program === 'SMBP') return { smbpReadings: assessed?.smbpReadings };
  const { days, unionDays, perParameter, utcDays, readings } = window.counted.count;
  return { transmissionDays: days, unionDays, perParameter, utcDays, readings };
}

function minuteFacts(minutes: readonly MinuteCount[]): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const count of minutes) {
    if (count.program === '99091') facts['minutes99091'] = count.minutes;
    else if (count.program === 'RPM')
      Object.assign(facts, {
        minutes: count.minutes,
        seconds: count.seconds,
        interactive: count.interactive,
      });
    else if (count.program === 'RTM')
      Object.assign(facts, { rtmMinutes: count.minutes, interactive: count.interactive });
    else facts[`${count.program.toLowerCase()}Minutes`] = count.minutes;
  }
  return facts;
}

function gapFact(findings: readonly Finding[]): Record<string, unknown> {
  const gap = findings
    .map((finding) => finding.detail['daysSinceLastDos'])
    .find((days) => days !== undefined);
  return gap === undefined ? {} : { daysSinceLastDos: gap };
}
