import type { LocalDate } from '../../../time/local-date.js';
import { holds, type Period } from '../../../time/period.js';
import { monthOf, monthPeriod } from '../../../time/year-month.js';
import type { DayCount, MinuteCount } from '../../finding.js';
import { countOwnMinutes } from '../management/assess-month.js';
import { closingOf, type CountingContext } from '../monitoring-context.js';
import { countDays } from './count-days.js';
import { windowsOf } from './windows.js';

/** The counts of an enrollment in the periods that contain today. Nothing is decided. */
export interface CurrentCounts {
  /** null: no window contains today, or its evidence ended earlier. */
  readonly window: (CurrentPeriod & { readonly days: DayCount }) | null;
  readonly month: (CurrentPeriod & { readonly minutes: MinuteCount | null }) | null;
}

interface CurrentPeriod {
  readonly period: Period;
  /** Last day of the period that can hold evidence. */
  readonly lastDay: LocalDate;
}

/** The same counts as in the assessment, but only for the current window and month. */
export function countCurrent(context: CountingContext): CurrentCounts {
  const { enrollment, asOf } = context;
  const window = windowsOf(context).find((period) => isOpen(context, period));
  const month = monthOf(asOf);
  const hasMonth = enrollment.startDate <= asOf && isOpen(context, monthPeriod(month));
  return {
    window: window ? { ...current(context, window), days: countDays(context, window).count } : null,
    month: hasMonth
      ? { ...current(context, monthPeriod(month)), minutes: countOwnMinutes(context, month) }
      : null,
  };
}

function isOpen(context: CountingContext, period: Period): boolean {
  return holds(period, context.asOf) && !closingOf(context, period).over;
}

function current(context: CountingContext, period: Period): CurrentPeriod {
  return { period, lastDay: closingOf(context, period).lastDay };
}
