import { addDays, type LocalDate } from './local-date.js';

/** Half-open local dates: `start` is in the period, `end` is the first day after it. */
export interface Period {
  readonly start: LocalDate;
  readonly end: LocalDate;
}

export function holds(period: Period, day: LocalDate): boolean {
  return day >= period.start && day < period.end;
}

/** The last day inside the period. */
export function lastDay(period: Period): LocalDate {
  return addDays(period.end, -1);
}

/** `days` consecutive days from `start`. */
export function periodOfDays(start: LocalDate, days: number): Period {
  return { start, end: addDays(start, days) };
}

/** From `first` through `last`. */
export function inclusive(first: LocalDate, last: LocalDate): Period {
  return { start: first, end: addDays(last, 1) };
}

export function overlaps(a: Period, b: Period): boolean {
  return a.start < b.end && b.start < a.end;
}
