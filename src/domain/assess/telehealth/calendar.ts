import { addDays, localDate, parseLocalDate, type LocalDate } from '../../time/local-date.js';

const FIRST_MONTH = 1900 * 12;
const LAST_MONTH = 2199 * 12 + 11;

/** The same day some months earlier, or the last day of the month if it has no such day. */
export function monthsBefore(day: LocalDate, months: number): LocalDate {
  const moved = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months;
  // Stay within the range of dates that LocalDate supports.
  const index = Math.min(LAST_MONTH, Math.max(FIRST_MONTH, moved));
  const month = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  const same = parseLocalDate(`${month}-${day.slice(8, 10)}`);
  if (same) return same;
  const inNext = addDays(localDate(`${month}-01`), 31);
  return addDays(localDate(`${inNext.slice(0, 7)}-01`), -1);
}

/** The same day some years later, or the last day of February if that year has no such day. */
export function yearsAfter(day: LocalDate, years: number): LocalDate {
  return monthsBefore(day, -years * 12);
}

export function yearsBefore(day: LocalDate, years: number): LocalDate {
  return monthsBefore(day, years * 12);
}
