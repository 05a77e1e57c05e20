import type { Instant } from '../../../domain/time/instant.js';
import { addDays, type LocalDate } from '../../../domain/time/local-date.js';
import { startOfDay, type ZoneHistory } from '../../../domain/time/zone.js';

/** From one instant (included) to another (not included; null: no end). */
export interface AssignmentInterval {
  readonly from: Instant;
  readonly to: Instant | null;
}

/** The instants that begin and end the days `assignedFrom` to `assignedTo` (both included; null: no end) in the patient's zones. */
export function assignmentInterval(
  assignedFrom: LocalDate,
  assignedTo: LocalDate | null,
  zones: ZoneHistory,
): AssignmentInterval {
  const to = assignedTo === null ? null : startOfPatientDay(addDays(assignedTo, 1), zones);
  return { from: startOfPatientDay(assignedFrom, zones), to };
}

/** The day starts in the zone where the patient is at that time. On the day of a move, that is the old zone. */
function startOfPatientDay(day: LocalDate, zones: ZoneHistory): Instant {
  let start: Instant | null = null;
  for (const { zone, from } of zones) {
    const candidate = startOfDay(day, zone);
    if (start === null || from === null || candidate >= from) start = candidate;
  }
  if (start === null) throw new RangeError('a zone history needs at least one entry');
  return start;
}

/** The smallest interval that holds all of the intervals. At least one is needed. */
export function hull(intervals: readonly AssignmentInterval[]): AssignmentInterval {
  return intervals
    .map(({ from, to }) => ({ from, to }))
    .reduce((all, next) => ({
      from: all.from < next.from ? all.from : next.from,
      to: all.to === null || next.to === null ? null : all.to > next.to ? all.to : next.to,
    }));
}
