import type { EnrollmentFacts } from '../../facts/enrollment.js';
import type { MonitoringFacts } from '../../facts/monitoring-facts.js';
import type { PriorClaim } from '../../facts/patient.js';
import { addDays, earliest, type LocalDate } from '../../time/local-date.js';
import { inclusive, overlaps, type Period } from '../../time/period.js';
import { monthPeriod, monthsFrom, type YearMonth } from '../../time/year-month.js';
import type { Finding, SourceAssessment, SourceEvidence } from '../finding.js';
import type { Flag } from '../flags.js';
import { enrollmentSourceId } from '../source-id.js';
import { assessWindow } from './assess-window.js';
import { countDays, ReadingJudge, readingsBefore } from './counting/count-days.js';
import { windowsOf } from './counting/windows.js';
import { earned, undecidable } from './findings.js';
import { assessMonth, assessOwnMonth, type MonthAssessment } from './management/assess-month.js';
import {
  asProgram,
  byOrder,
  shadowedPrograms,
  withheldForOwnProgram,
  yieldToSenior,
} from './management/program-conflict.js';
import { assessSmbpTraining } from './management/self-measured-bp.js';
import { closingOf, lastCountedDay, setUpDate, type AssessmentContext } from './monitoring-context.js';
import { assessSetUp } from './supply/set-up.js';
import { supplyDate, type SupplyWindow } from './supply/supply-window.js';

/** The periods that a worked case asks about, instead of those that follow from the facts. */
export interface AskedPeriods {
  /** Used exactly as given. */
  readonly window: Period | null;
  readonly month: YearMonth | null;
}

/**
 * Decides every charge source of one patient that has begun by `asOf`, a date in the patient's zone. A period is over
 * if its last day is before `asOf`. The order is fixed: enrollments by start, then id; in each, set-up, supply
 * windows, months. Later windows and enrollments see what earlier ones earn from the facts, never from stored
 * charges.
 */
export function assessMonitoring(
  facts: MonitoringFacts,
  asOf: LocalDate,
  asked: AskedPeriods | null = null,
): readonly SourceAssessment[] {
  const claims: PriorClaim[] = [...facts.priorClaims];
  const sources: SourceAssessment[] = [];
  for (const enrollment of [...facts.enrollments].sort(byOrder)) {
    const context: PeriodContext = { facts, enrollment, asOf, claims, asked };
    const months = assessMonths(context);
    const windows = layOut(context);
    const supplies = windows.map((window) => {
      const source = supplySource(context, window, months);
      claims.push(...asClaims(source));
      return source;
    });
    const setUp = asked?.window === null ? [] : [setUpSource(context, windows)];
    claims.push(...setUp.flatMap(asClaims));
    sources.push(...setUp, ...supplies, ...months.map((month) => month.source));
  }
  return sources;
}

interface PeriodContext extends AssessmentContext {
  readonly asked: AskedPeriods | null;
}

function layOut(context: PeriodContext): SupplyWindow[] {
  const judge = new ReadingJudge(context);
  const { asked } = context;
  if (asked)
    return asked.window ? [{ period: asked.window, counted: countDays(context, asked.window, judge) }] : [];
  return windowsOf(context).map((period, index) => {
    const counted = countDays(context, period, judge);
    // Readings of the episode before its first window lie in no period, so the first window reports them.
    if (index > 0) return { period, counted };
    const notCounted = [...readingsBefore(context, period.start, judge), ...counted.count.notCounted];
    return { period, counted: { ...counted, count: { ...counted.count, notCounted } } };
  });
}

interface AssessedMonth {
  readonly month: YearMonth;
  readonly source: SourceAssessment;
}

function assessMonths(context: PeriodContext): AssessedMonth[] {
  return monthsOf(context).map((month) => ({ month, source: monthSource(context, month) }));
}

function monthsOf(context: PeriodContext): readonly YearMonth[] {
  const { enrollment, asOf, asked } = context;
  if (asked) return asked.month === null ? [] : [asked.month];
  const last = earliest(asOf, lastCountedDay(context)) ?? asOf;
  return last < enrollment.startDate ? [] : monthsFrom(enrollment.startDate, last);
}

function monthSource(context: PeriodContext, month: YearMonth): SourceAssessment {
  const period = monthPeriod(month);
  const assessed = assessMonth(context, { month, withCareManagement: speaksForCare(context, period) });
  const withheld = shadowedPrograms(context).flatMap((other) =>
    withheldForOwnProgram(
      context.enrollment.program,
      other,
      assessOwnMonth(asProgram(context, other), month).findings,
    ),
  );
  return source(context, {
    kind: 'management',
    key: month,
    period,
    dateOfService: assessed.dateOfService,
    findings: () => [...yieldToSenior(context, period, assessed.findings), ...withheld],
    evidence: monthEvidence(assessed),
  });
}

function monthEvidence({ minutes }: MonthAssessment): SourceEvidence {
  return { days: null, minutes, smbpReadings: null };
}

/** A patient's care management is reported once, by the first enrollment of the period. */
function speaksForCare({ facts, enrollment }: AssessmentContext, period: Period): boolean {
  const active = [...facts.enrollments]
    .sort(byOrder)
    .filter((other: EnrollmentFacts) =>
      overlaps(period, inclusive(other.startDate, other.endDate ?? period.end)),
    );
  return active[0] === undefined || active[0].id === enrollment.id;
}

function supplySource(
  context: PeriodContext,
  window: SupplyWindow,
  months: readonly AssessedMonth[],
): SourceAssessment {
  const beside = months.filter(({ month }) => overlaps(window.period, monthPeriod(month)));
  const managementCodes = beside.flatMap((each) => earned(each.source.findings));
  const dateOfService = supplyDate(context, window);
  const assessed = undecided(context, window.period, dateOfService)
    ? null
    : assessWindow(context, window, managementCodes);
  return source(context, {
    kind: 'supply',
    key: window.period.start,
    period: window.period,
    dateOfService,
    findings: () => yieldToSenior(context, window.period, assessed?.findings ?? []),
    evidence: {
      days: window.counted.count,
      minutes: assessed?.minutes ?? [],
      smbpReadings: assessed?.smbpReadings ?? null,
    },
    flags: window.counted.count.notCounted.some(({ reason }) => reason === 'before_first_window')
      ? ['reading_before_first_window']
      : [],
  });
}

/** The set-up code is decided by the window that releases it, or once no window can release it (rule R38). */
function setUpSource(context: PeriodContext, windows: readonly SupplyWindow[]): SourceAssessment {
  const { enrollment, asked } = context;
  // The training belongs to no window, so a case about a window does not ask for it.
  const isSmbp = enrollment.program === 'SMBP' && asked === null;
  const setUp = setUpDate(context) ?? enrollment.startDate;
  const trained = inclusive(setUp, setUp);
  const firstOpen = windows.find(({ period }) => !closingOf(context, period).over);
  const decidable = isSmbp || asked !== null || windows.some(({ period }) => closingOf(context, period).over);
  const parkedBecause = decidable ? undecidable(context, setUp) : null;
  const findings = parkedBecause
    ? []
    : isSmbp
      ? assessSmbpTraining(context)
      : setUpFindings(context, windows);
  const open = findings.some(isOpen);
  const deciding = windows.find(({ period }) =>
    findings.some((each) => each.detail['releasedBy'] === period.start),
  );
  const last = firstOpen ? undefined : windows[windows.length - 1];
  const chosen = isSmbp ? undefined : open ? firstOpen : (deciding ?? last);
  const period = chosen?.period ?? trained;
  return {
    kind: 'set-up',
    enrollmentId: enrollment.id,
    sourceId: enrollmentSourceId(enrollment.id, 'set-up', String(enrollment.episodeNumber)),
    period,
    state: parkedBecause ? 'parked' : open ? 'open' : 'over',
    parkedBecause,
    // Without a window, nothing can be over before another day has passed.
    closesOn: open && !firstOpen ? addDays(context.asOf, 1) : closingOf(context, period).closesOn,
    findings: yieldToSenior(context, period, findings),
    evidence: { days: chosen?.counted.count ?? null, minutes: [], smbpReadings: null },
    flags: flagsOf(findings),
  };
}

function setUpFindings(context: AssessmentContext, windows: readonly SupplyWindow[]): Finding[] {
  const withheld = shadowedPrograms(context).flatMap((other) => {
    const as = asProgram(context, other);
    const seen = windows.map((window) => ({ period: window.period, counted: countDays(as, window.period) }));
    return withheldForOwnProgram(context.enrollment.program, other, assessSetUp(as, seen));
  });
  return [...assessSetUp(context, windows), ...withheld];
}

interface SourceQuestion {
  readonly kind: 'supply' | 'management';
  readonly key: string;
  readonly period: Period;
  readonly dateOfService: LocalDate;
  /** Called only if the period can be decided. */
  readonly findings: () => readonly Finding[];
  readonly evidence: SourceEvidence;
  /** Added to the flags of the findings. */
  readonly flags?: readonly Flag[];
}

function source(context: PeriodContext, question: SourceQuestion): SourceAssessment {
  const { kind, key, period, dateOfService, evidence } = question;
  const closing = closingOf(context, period);
  const parkedBecause = decides(context, period) ? undecidable(context, dateOfService) : null;
  const findings = parkedBecause === null ? question.findings() : [];
  return {
    kind,
    enrollmentId: context.enrollment.id,
    sourceId: enrollmentSourceId(context.enrollment.id, kind, key),
    period,
    state: parkedBecause ? 'parked' : closing.over ? 'over' : 'open',
    parkedBecause,
    closesOn: closing.closesOn,
    findings,
    evidence,
    flags: [...new Set([...flagsOf(findings), ...(question.flags ?? [])])].sort(),
  };
}

function isOpen(finding: Finding): boolean {
  return finding.outcome === 'not_billed' && finding.reasons[0] === 'period_open';
}

function flagsOf(findings: readonly Finding[]): readonly Flag[] {
  return [...new Set(findings.flatMap((finding) => finding.flags))].sort();
}

/** An open period waits, unless a worked case asks about it. */
function decides(context: PeriodContext, period: Period): boolean {
  return context.asked !== null || closingOf(context, period).over;
}

function undecided(context: PeriodContext, period: Period, dateOfService: LocalDate): boolean {
  return decides(context, period) && undecidable(context, dateOfService) !== null;
}

function asClaims({ findings }: SourceAssessment): PriorClaim[] {
  return earned(findings).map(({ code, dateOfService }) => ({ code, dateOfService, practiceId: null }));
}
