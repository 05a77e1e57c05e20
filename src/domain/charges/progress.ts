import type { CurrentCounts } from '../assess/monitoring/counting/count-current.js';
import type { EnrollmentFacts } from '../facts/enrollment.js';
import { isEffective } from '../rulebook/codes.js';
import { dayThresholds, isCovidCase, SUPPLY_SYSTEMS } from '../rulebook/monitoring/device-supply.js';
import { RPM_LADDER, RTM_LADDER, type ManagementLadder } from '../rulebook/monitoring/management-ladders.js';
import { addDays, type LocalDate } from '../time/local-date.js';
import { lastDay } from '../time/period.js';

/** How far the current periods have come, and how long each threshold can still be met. */
export interface Progress {
  readonly enrollmentId: string;
  /** Today in the patient's zone. */
  readonly today: LocalDate;
  /** null before the first qualifying reading. */
  readonly window: WindowProgress | null;
  readonly month: MonthProgress | null;
}

interface WindowProgress {
  readonly start: LocalDate;
  /** Last day of the window. */
  readonly end: LocalDate;
  readonly days: number;
  readonly lastReadingDay: LocalDate | null;
  readonly readingToday: boolean;
  readonly thresholds: readonly (ThresholdProgress & { readonly days: number })[];
}

interface MonthProgress {
  readonly month: string;
  readonly end: LocalDate;
  readonly minutes: number;
  readonly seconds: number;
  readonly conversation: boolean;
  readonly thresholds: readonly (ThresholdProgress & { readonly minutes: number })[];
}

interface ThresholdProgress {
  readonly met: boolean;
  /**
   * The last local day from which it can still be met by a reading each day, or the end of the month for minutes.
   * null: already met, or too late.
   */
  readonly lastDay: LocalDate | null;
}

/** Compares the counts up to `today` with each threshold. */
export function progressOf(
  enrollment: EnrollmentFacts,
  { window, month }: CurrentCounts,
  today: LocalDate,
): Progress {
  return {
    enrollmentId: enrollment.id,
    today,
    window: window && windowProgress(enrollment, window, today),
    month: month && monthProgress(enrollment, month, today),
  };
}

function windowProgress(
  enrollment: EnrollmentFacts,
  { period, lastDay: end, days: count }: NonNullable<CurrentCounts['window']>,
  today: LocalDate,
): WindowProgress {
  const { days } = count;
  const readingToday = count.lastDay === today;
  return {
    start: period.start,
    end: lastDay(period),
    days,
    lastReadingDay: count.lastDay,
    readingToday,
    thresholds: dayMinimums(enrollment, lastDay(period)).map((needed) => ({
      days: needed,
      met: days >= needed,
      lastDay: days >= needed ? null : lastStart(end, { missing: needed - days, today, readingToday }),
    })),
  };
}

/** The last day from which a reading every day still adds up to the missing days; null if that day has passed. */
function lastStart(
  end: LocalDate,
  left: { readonly missing: number; readonly today: LocalDate; readonly readingToday: boolean },
): LocalDate | null {
  const start = addDays(end, 1 - left.missing);
  const firstFree = left.readingToday ? addDays(left.today, 1) : left.today;
  return start >= firstFree ? start : null;
}

function dayMinimums(enrollment: EnrollmentFacts, dateOfService: LocalDate): number[] {
  const system = SUPPLY_SYSTEMS.find(({ program }) => program === enrollment.program);
  if (!system) return [];
  const { shortDaysMin, fullDaysMin } = dayThresholds(
    system,
    dateOfService,
    isCovidCase(enrollment.diagnoses),
  );
  return shortDaysMin === null || shortDaysMin >= fullDaysMin ? [fullDaysMin] : [shortDaysMin, fullDaysMin];
}

function monthProgress(
  enrollment: EnrollmentFacts,
  { period, lastDay: end, minutes: count }: NonNullable<CurrentCounts['month']>,
  today: LocalDate,
): MonthProgress {
  const minutes = count?.minutes ?? 0;
  return {
    month: period.start.slice(0, 7),
    end: lastDay(period),
    minutes,
    seconds: count?.seconds ?? 0,
    conversation: count?.interactive ?? false,
    thresholds: minuteMinimums(enrollment, lastDay(period)).map((needed) => ({
      minutes: needed,
      met: minutes >= needed,
      // Minutes are not tied to days, so they can be added up to the end.
      lastDay: minutes >= needed || today > end ? null : end,
    })),
  };
}

const ADD_ON_STEPS = 2;

function minuteMinimums(enrollment: EnrollmentFacts, dateOfService: LocalDate): number[] {
  const ladder = ladderOf(enrollment);
  if (!ladder) return [];
  const { short, shortMinutes, base, baseMinutes, addOn, addOnMinutes } = ladder;
  const steps: number[] = [];
  if (short !== null && isEffective(short, dateOfService)) steps.push(shortMinutes);
  if (isEffective(base, dateOfService)) steps.push(baseMinutes);
  if (addOn !== null && isEffective(addOn, dateOfService))
    for (let step = 1; step <= ADD_ON_STEPS; step++) steps.push(baseMinutes + step * addOnMinutes);
  return steps;
}

function ladderOf({ program }: EnrollmentFacts): ManagementLadder | null {
  if (program === 'RPM') return RPM_LADDER;
  return program === 'RTM' ? RTM_LADDER : null;
}
