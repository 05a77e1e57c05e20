import type { Instant } from '../../../domain/time/instant.js';
import { addDays, type LocalDate } from '../../../domain/time/local-date.js';
import { startOfDay, type ZoneHistory } from '../../../domain/time/zone.js';

/** Half-open instants. */
export interface AssignmentInterval {
  readonly from: Instant;
  readonly to: Instant | null;
}

/** The instants of the days from `assignedFrom` to `assignedTo` (both count; null: without end) where the patient was. */
export function assignmentInterval(
  assignedFrom: LocalDate,
  assignedTo: LocalDate | null,
  zones: ZoneHistory,
): AssignmentInterval {
  const to = assignedTo === null ? null : startOfPatientDay(addDays(assignedTo, 1), zones);
  return { from: startOfPatientDay(assignedFrom, zones), to };
}

/** The day begins in the zone in which the patient is when it begins there; on the day of a move, in the old one. */
function startOfPatientDay(day: LocalDate, zones: ZoneHistory): Instant {
  let start: Instant | null = null;
  for (const { zone, from } of zones) {
    const candidate = startOfDay(day, zone);
    if (start === null || from === null || candidate >= from) start = candidate;
  }
  if (start === null) throw new RangeError('a zone history needs one entry at least');
  return start;
}

/** The smallest interval that holds all of them; there is one at least. */
export function hull(intervals: readonly AssignmentInterval[]): AssignmentInterval {
  return intervals
    .map(({ from, to }) => ({ from, to }))
    .reduce((all, next) => ({
      from: all.from < next.from ? all.from : next.from,
      to: all.to === null || next.to === null ? null : all.to > next.to ? all.to : next.to,
    }));
}
