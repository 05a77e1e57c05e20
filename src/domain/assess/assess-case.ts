import type { MonitoringFacts } from '../facts/monitoring-facts.js';
import type { LocalDate } from '../time/local-date.js';
import type { Period } from '../time/period.js';
import type { YearMonth } from '../time/year-month.js';
import { assessPatient } from './assess-patient.js';
import type { BillableFinding, DayCount, Finding, MinuteCount, NotBilledFinding } from './finding.js';
import { earned } from './monitoring/findings.js';
import { withoutEncounters } from './patient-case.js';
import type { ParkReason } from './reasons.js';

/** What a worked case asks for: a window taken as it is, a month, or both. */
interface CaseQuestion {
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

/**
 * Answers a worked case: the whole-patient assessment of production, asked for one window and one month of the first
 * enrollment. Throws where the facts hold no enrollment.
 */
export function assessCase(facts: MonitoringFacts, { window, month, asOf }: CaseQuestion): CaseAssessment {
  const enrollment = facts.enrollments[0];
  if (!enrollment) throw new Error('a case needs an enrollment');
  const { sources } = assessPatient(withoutEncounters(facts), asOf, { window, month });
  const own = sources.filter(({ enrollmentId }) => enrollmentId === enrollment.id);
  const supply = own.find(({ kind }) => kind === 'supply')?.evidence ?? null;
  const parkedBecause = own.find(({ parkedBecause }) => parkedBecause !== null)?.parkedBecause ?? null;
  const decided = parkedBecause === null ? own : [];
  const findings = decided.flatMap((source) => source.findings);
  const minutes = decided.flatMap(({ evidence }) => evidence.minutes);
  const smbpReadings = decided.length === 0 ? null : (supply?.smbpReadings ?? null);
  return {
    codes: earned(findings),
    notBilled: findings.filter((finding) => finding.outcome === 'not_billed'),
    parkedBecause,
    evidence: {
      days: supply?.days ?? null,
      smbpReadings,
      minutesByProgram: Object.fromEntries(minutes.map((each) => [each.program, each])),
    },
    facts: {
      ...(enrollment.program === 'SMBP' ? supply && { smbpReadings } : dayFacts(supply?.days)),
      ...minuteFacts(minutes),
      ...gapFact(findings),
    },
    flags: [...new Set(findings.flatMap((finding) => finding.flags))].sort(),
  };
}

function dayFacts(count: DayCount | null | undefined): Record<string, unknown> {
  if (!count) return {};
  const { days, unionDays, perParameter, utcDays, readings } = count;
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
