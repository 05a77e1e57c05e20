import type { StaffRole, TimeMode } from '../../domain/facts/time-entry.js';
import { instant, type Instant } from '../../domain/time/instant.js';
import type { LocalDate } from '../../domain/time/local-date.js';
import { docId } from '../../platform/database/doc-id.js';
import type { TimeEntryDoc } from './time-entry.schema.js';
import type { TimeEntry, TimeSource } from './time-entry.js';

export function toDoc(practiceId: string, entry: TimeEntry): TimeEntryDoc {
  return {
    ...entry,
    _id: docId(practiceId, entry.id),
    practiceId,
    start: new Date(entry.start),
    end: new Date(entry.end),
    loggedAt: toDate(entry.loggedAt),
    recordedAt: new Date(entry.recordedAt),
    supersededAt: toDate(entry.supersededAt),
    participants: [...entry.participants],
    insideEncounter: entry.insideEncounter && { ...entry.insideEncounter },
    replacement: null,
    replacementPending: false,
  };
}

export function fromDoc(doc: TimeEntryDoc): TimeEntry {
  return {
    id: doc.id,
    key: doc.key,
    patientId: doc.patientId,
    staffId: doc.staffId,
    program: doc.program,
    activity: doc.activity,
    interactive: doc.interactive,
    participants: doc.participants,
    note: doc.note,
    externalId: doc.externalId,
    bodyHash: doc.bodyHash,
    recordedBy: doc.recordedBy,
    reason: doc.reason,
    timerId: doc.timerId,
    supersedes: doc.supersedes,
    supersededBy: doc.supersededBy,
    supersededReason: doc.supersededReason,
    claimedSeconds: doc.claimedSeconds,
    grantedSeconds: doc.grantedSeconds,
    version: doc.version,
    role: doc.role as StaffRole,
    mode: doc.mode as TimeMode,
    source: doc.source as TimeSource,
    start: instant(doc.start.getTime()),
    end: instant(doc.end.getTime()),
    loggedAt: toInstant(doc.loggedAt),
    recordedAt: instant(doc.recordedAt.getTime()),
    supersededAt: toInstant(doc.supersededAt),
    insideEncounter: doc.insideEncounter && {
      code: doc.insideEncounter.code,
      date: doc.insideEncounter.date as LocalDate,
    },
  };
}

function toDate(value: Instant | null): Date | null {
  return value === null ? null : new Date(value);
}

function toInstant(value: Date | null): Instant | null {
  return value === null ? null : instant(value.getTime());
}
