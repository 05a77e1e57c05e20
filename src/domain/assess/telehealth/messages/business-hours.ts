import { instant, type Instant } from '../../../time/instant.js';
import { addDays } from '../../../time/local-date.js';
import { isWeekday } from '../../../time/weekday.js';
import { localDateAt, startOfDay } from '../../../time/zone.js';

const HOUR_MS = 3_600_000;
/** Counting ends here: no limit of the rules lies near it. */
const HOURS_MAX = 720;

/**
 * Hours between two instants that lie on a Monday to Friday in a zone, around the clock. The rules say "24 business
 * hours" and no more; this is the strictest reading of it that takes out weekends (docs/rules/open-questions.md).
 */
export function businessHours(from: Instant, to: Instant, zone: string): number {
  let millis = 0;
  for (let day = localDateAt(from, zone); millis < HOURS_MAX * HOUR_MS; day = addDays(day, 1)) {
    const start = startOfDay(day, zone);
    if (start >= to) break;
    const end = startOfDay(addDays(day, 1), zone);
    if (isWeekday(day)) millis += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  return Math.min(HOURS_MAX, millis / HOUR_MS);
}

/** As {@link businessHours} on the calendar of a fixed offset from UTC, which is all that a text alone says. */
export function businessHoursAtOffset(from: Instant, to: Instant, offsetMillis: number): number {
  return businessHours(instant(from + offsetMillis), instant(to + offsetMillis), 'UTC');
}
