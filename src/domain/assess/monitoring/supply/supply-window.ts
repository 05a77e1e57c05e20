import type { LocalDate } from '../../../time/local-date.js';
import type { Period } from '../../../time/period.js';
import type { CountedDays } from '../counting/count-days.js';
import { closingOf, policyIn, type AssessmentContext } from '../monitoring-context.js';

/** A 30-day window with its counted days. */
export interface SupplyWindow {
  readonly period: Period;
  readonly counted: CountedDays;
}

/** The date of service of a device supply code: the end of the window, or the last reading day (rules R23, R24). */
export function supplyDate(context: AssessmentContext, { period, counted }: SupplyWindow): LocalDate {
  const closing = closingOf(context, period);
  const byReading = closing.truncated || policyIn(context, period).deviceDos === 'last_reading_day';
  return byReading ? (counted.count.lastDay ?? closing.lastDay) : closing.lastDay;
}
