import { formatInstant } from '../../domain/time/instant.js';
import type { TimeEntry } from './time-entry.js';

/** An entry as the API shows it; instants are ISO 8601 in UTC. */
export function timeEntryView(entry: TimeEntry) {
  const { key: _key, bodyHash: _bodyHash, start, end, loggedAt, recordedAt, supersededAt, ...rest } = entry;
  return {
    ...rest,
    start: formatInstant(start),
    end: formatInstant(end),
    seconds: Math.floor((end - start) / 1000),
    loggedAt: loggedAt && formatInstant(loggedAt),
    recordedAt: formatInstant(recordedAt),
    /** Shown struck through. */
    superseded: entry.supersededBy !== null,
    supersededAt: supersededAt && formatInstant(supersededAt),
  };
}

export type TimeEntryView = ReturnType<typeof timeEntryView>;
