import { addDays, localDate, parseLocalDate, type LocalDate } from '../../time/local-date.js';

const FIRST_MONTH = 1900 * 12;

/** The same day some months earlier; the last day of the month where it has no such day. */
export function monthsBefore(day: LocalDate, months: number): LocalDate {
  // Not before the first month that a date can lie in.
  const index = Math.max(FIRST_MONTH, Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months);
  const month = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  const same = parseLocalDate(`${month}-${day.slice(8, 10)}`);
  if (same) return same;
  const inNext = addDays(localDate(`${month}-01`), 31);
  return addDays(localDate(`${inNext.slice(0, 7)}-01`), -1);
}

export function yearsBefore(day: LocalDate, years: number): LocalDate {
  return monthsBefore(day, years * 12);
}
