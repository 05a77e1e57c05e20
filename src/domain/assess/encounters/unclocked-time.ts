import { totalMillis } from '../../facts/intervals.js';
import { addDays, daysBetween, type LocalDate } from '../../time/local-date.js';
import { clinicianSpans } from './classified-encounter.js';
import type { CodableEncounter } from './record/codable-encounter.js';

const MINUTE_MS = 60_000;

/**
 * Whether the record claims more minutes than its clinician's segments hold, on a day with monitoring time. Without a
 * clock nobody can tell whether both claim the same minutes.
 */
export function sharesUnclockedTime(
  record: CodableEncounter,
  monitoringDays: ReadonlySet<LocalDate>,
): boolean {
  const { minutes, cumulativeMinutes, dateOfService } = record.facts;
  const claimed = Math.max(minutes ?? 0, cumulativeMinutes ?? 0);
  if (claimed * MINUTE_MS <= totalMillis(clinicianSpans(record))) return false;
  const length = daysBetween(record.windowStart, dateOfService);
  for (let day = 0; day <= length; day += 1)
    if (monitoringDays.has(addDays(record.windowStart, day))) return true;
  return false;
}
