import { epochDay, type LocalDate } from './local-date.js';

/** Monday to Friday. There is no calendar of holidays. */
export function isWeekday(day: LocalDate): boolean {
  // 1970-01-01 was a Thursday: (epoch day + 4) modulo 7 is 0 on Sunday and 6 on Saturday.
  const weekday = (((epochDay(day) + 4) % 7) + 7) % 7;
  return weekday !== 0 && weekday !== 6;
}
