import type { TimeEntryFacts } from '../../../domain/facts/time-entry.js';
import { instant, parseInstant, type Instant } from '../../../domain/time/instant.js';
import { instantOfWallTime } from '../../../domain/time/zone.js';
import type { CaseTimeEntry } from './case.input.js';

/** The instant of a time with an offset, or of the patient's wall time. The text is already validated. */
export function placeTime(text: string, zone: string): Instant {
  const placed = parseInstant(text) ?? instantOfWallTime(text, zone);
  if (placed === null) throw new RangeError('a validated time did not parse');
  return placed;
}

/**
 * Entries of a case as facts. `conflictsWith` becomes the rival it describes: the same staff member with another
 * patient over the same interval, logged just before or just after this entry.
 */
export function caseTimeEntries(
  entries: readonly CaseTimeEntry[],
  patientId: string,
  zone: string,
): TimeEntryFacts[] {
  const facts: TimeEntryFacts[] = [];
  for (const [listed, entry] of entries.entries()) {
    const own = { ...timeEntryFacts(entry, patientId, zone), listed };
    facts.push(own);
    const rival = entry.conflictsWith;
    if (!rival) continue;
    const loggedAt = own.loggedAt ?? own.start;
    facts.push({
      ...own,
      id: entries.some(({ id }) => id === rival.entryId) ? `${rival.entryId}/${entry.id}` : rival.entryId,
      patientId: rival.patientId,
      loggedAt: instant(loggedAt + ((rival.loggedFirst ?? true) ? -1 : 1)),
      insideEncounter: null,
    });
  }
  return facts;
}

function timeEntryFacts(entry: CaseTimeEntry, patientId: string, zone: string): TimeEntryFacts {
  const start = placeTime(entry.start, zone);
  const seconds = entry.seconds ?? (entry.minutes ?? 0) * 60;
  return {
    id: entry.id,
    patientId,
    staffId: entry.staffId,
    role: entry.role,
    program: entry.program,
    start,
    end: entry.end ? placeTime(entry.end, zone) : instant(start + seconds * 1000),
    interactive: entry.interactive ?? false,
    mode: entry.mode,
    loggedAt: entry.loggedAt ? placeTime(entry.loggedAt, zone) : null,
    insideEncounter: entry.insideEncounter ?? null,
    isVisit: false,
  };
}
