import { formatInstant } from '../../domain/time/instant.js';
import type { TimeEntry } from './time-entry.js';

/** An entry as the API shows it; instants are ISO 8601 in UTC. */
export function timeEntryView(entry: TimeEntry) {
  const { start, end, loggedAt, recordedAt, supersededAt } = entry;
  return {
    id: entry.id,
    patientId: entry.patientId,
    staffId: entry.staffId,
    role: entry.role,
    program: entry.program,
    activity: entry.activity,
    start: formatInstant(start),
    end: formatInstant(end),
    seconds: Math.floor((end - start) / 1000),
    interactive: entry.interactive,
    mode: entry.mode,
    participants: entry.participants,
    insideEncounter: entry.insideEncounter,
    note: entry.note,
    source: entry.source,
    externalId: entry.externalId,
    timerId: entry.timerId,
    reason: entry.reason,
    recordedBy: entry.recordedBy,
    claimedSeconds: entry.claimedSeconds,
    grantedSeconds: entry.grantedSeconds,
    loggedAt: loggedAt && formatInstant(loggedAt),
    recordedAt: formatInstant(recordedAt),
    /** To be shown struck through. */
    superseded: entry.supersededBy !== null,
    supersedes: entry.supersedes,
    supersededBy: entry.supersededBy,
    supersededReason: entry.supersededReason,
    supersededAt: supersededAt && formatInstant(supersededAt),
  };
}

export type TimeEntryView = ReturnType<typeof timeEntryView>;
