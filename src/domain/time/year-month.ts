import { addDays, daysBetween, localDate, type LocalDate } from './local-date.js';
import type { Period } from './period.js';

declare const brand: unique symbol;

/** A calendar month `YYYY-MM`. Compares with `<` and `===`. */
export type YearMonth = string & { readonly [brand]: 'YearMonth' };

/** Parses `YYYY-MM`; null if the text is not a real month. */
export function parseYearMonth(text: string): YearMonth | null {
  return /^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/.test(text) ? (text as YearMonth) : null;
}

export function yearMonth(text: string): YearMonth {
  const month = parseYearMonth(text);
  if (month === null) throw new RangeError(`not a month of the form YYYY-MM: ${text}`);
  return month;
}

export function monthOf(date: LocalDate): YearMonth {
  return date.slice(0, 7) as YearMonth;
}

export function nextMonth(month: YearMonth): YearMonth {
  return monthOf(addDays(localDate(`${month}-01`), 31));
}

const PERIODS_MAX = 10_000;
const periods = new Map<YearMonth, Period>();

/** The days of the month, half-open. */
export function monthPeriod(month: YearMonth): Period {
  let period = periods.get(month);
  if (period === undefined) {
    period = Object.freeze({ start: localDate(`${month}-01`), end: localDate(`${nextMonth(month)}-01`) });
    if (periods.size < PERIODS_MAX) periods.set(month, period);
  }
  return period;
}

export function lastDayOf(month: YearMonth): LocalDate {
  return addDays(monthPeriod(month).end, -1);
}

/** Days in the month, 28 to 31. */
export function lengthOfMonth(month: YearMonth): number {
  const { start, end } = monthPeriod(month);
  return daysBetween(start, end);
}

/** Every month that has a day from `first` through `last`. */
export function monthsFrom(first: LocalDate, last: LocalDate): YearMonth[] {
  const months: YearMonth[] = [];
  for (let month = monthOf(first); month <= monthOf(last); month = nextMonth(month)) months.push(month);
  return months;
}
