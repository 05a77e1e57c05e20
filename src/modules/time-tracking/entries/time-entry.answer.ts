import { z } from 'zod';
import { formatInstant } from '../../../domain/time/instant.js';
import { count, dayText, instantText, pageAnswer } from '../../../platform/http/answers/answer-fields.js';
import { STAFF_ROLES, TIME_MODES } from './time-entry.input.js';
import type { TimeEntry } from './time-entry.js';

const timeEntryAnswer = z
  .strictObject({
    id: z.string(),
    patientId: z.string(),
    staffId: z.string(),
    role: z.enum(STAFF_ROLES),
    program: z.string(),
    activity: z.string().nullable(),
    start: instantText,
    end: instantText,
    seconds: count,
    interactive: z.boolean(),
    mode: z.enum(TIME_MODES),
    participants: z.array(z.string()),
    insideEncounter: z.strictObject({ code: z.string(), date: dayText }).nullable(),
    note: z.string().nullable(),
    source: z.enum(['timer', 'manual', 'import']),
    externalId: z.string().nullable(),
    timerId: z.string().nullable(),
    reason: z.string().nullable(),
    recordedBy: z.string(),
    clockedSeconds: count,
    grantedSeconds: count,
    loggedAt: instantText.nullable(),
    recordedAt: instantText,
    superseded: z.boolean().describe('true: show the entry struck through'),
    supersedes: z.string().nullable(),
    supersededBy: z.string().nullable(),
    supersededReason: z.string().nullable(),
    supersededAt: instantText.nullable(),
  })
  .meta({ id: 'TimeEntry' });
type TimeEntryAnswer = z.output<typeof timeEntryAnswer>;

export const timeListingAnswer = pageAnswer(timeEntryAnswer);
export type TimeListingAnswer = z.output<typeof timeListingAnswer>;

/** An entry as the API shows it. Instants are ISO 8601 in UTC. */
export function toTimeEntryAnswer(entry: TimeEntry): TimeEntryAnswer {
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
    participants: [...entry.participants],
    insideEncounter: entry.insideEncounter,
    note: entry.note,
    source: entry.source,
    externalId: entry.externalId,
    timerId: entry.timerId,
    reason: entry.reason,
    recordedBy: entry.recordedBy,
    clockedSeconds: entry.clockedSeconds,
    grantedSeconds: entry.grantedSeconds,
    loggedAt: loggedAt && formatInstant(loggedAt),
    recordedAt: formatInstant(recordedAt),
    superseded: entry.supersededBy !== null,
    supersedes: entry.supersedes,
    supersededBy: entry.supersededBy,
    supersededReason: entry.supersededReason,
    supersededAt: supersededAt && formatInstant(supersededAt),
  };
}
