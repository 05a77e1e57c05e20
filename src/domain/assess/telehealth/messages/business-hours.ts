import { instant, type Instant } from '../../../time/instant.js';
import { addDays } from '../../../time/local-date.js';
import { isWeekday } from '../../../time/weekday.js';
import { localDateAt, startOfDay } from '../../../time/zone.js';

const HOUR_MS = 3_600_000;
/** Counting stops here. No limit in the rules is close to it. */
const HOURS_MAX = 720;

/**
 * Hours between two instants that fall on Monday to Friday in a zone, around the clock. The rules say only "24
 * business hours". This is the strictest reading that leaves out weekends (docs/rules/open-questions.md).
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

/** Like {@link businessHours}, on the calendar of a fixed offset from UTC. A timestamp alone says no more than that. */
export function businessHoursAtOffset(from: Instant, to: Instant, offsetMillis: number): number {
  return businessHours(instant(from + offsetMillis), instant(to + offsetMillis), 'UTC');
}
