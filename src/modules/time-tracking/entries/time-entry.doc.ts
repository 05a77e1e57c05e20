import type { StaffRole, TimeEntryFacts, TimeMode } from '../../../domain/facts/time-entry.js';
import { instant, type Instant } from '../../../domain/time/instant.js';
import type { LocalDate } from '../../../domain/time/local-date.js';
import type { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import { openList, sealList } from '../sealed-list.js';
import type { TimeEntry, TimeSource } from './time-entry.js';

/** The encrypted fields, which may name a person. Each maps to the name that is authenticated with its value. */
export const FIELD = { note: 'timeEntries.note', participants: 'timeEntries.participants' } as const;

export interface TimeEntryDoc {
  _id: string;
  practiceId: string;
  id: string;
  key: string;
  patientId: string;
  staffId: string;
  role: string;
  program: string;
  activity?: string;
  start: Date;
  end: Date;
  interactive: boolean;
  mode: string;
  /** An encrypted JSON list. */
  participants?: string;
  insideEncounter?: { code: string; date: string };
  /** Encrypted. */
  note?: string;
  source: string;
  externalId?: string;
  bodyHash: string;
  loggedAt?: Date;
  recordedAt: Date;
  recordedBy: string;
  reason?: string;
  timerId?: string;
  supersedes?: string;
  supersededBy: string | null;
  supersededAt?: Date;
  supersededReason?: string;
  /** The entry that replaces this one, kept here until it is stored as its own document. */
  replacement?: TimeEntryDoc | null;
  replacementPending?: boolean;
  clockedSeconds: number;
  grantedSeconds: number;
  version: number;
}

/**
 * The fields that decide charges come first, because the embedded engine stops decoding after the last field it needs.
 * Fields without a value are left out: most entries have few of them, and each one costs time at every read.
 */
export function toDoc(cipher: FieldCipher, practiceId: string, entry: TimeEntry): Partial<TimeEntryDoc> {
  const { activity, note, externalId, reason, timerId, supersedes, supersededReason } = entry;
  const { insideEncounter, loggedAt, supersededAt } = entry;
  return {
    _id: docId(practiceId, entry.id),
    practiceId,
    id: entry.id,
    patientId: entry.patientId,
    staffId: entry.staffId,
    role: entry.role,
    program: entry.program,
    start: new Date(entry.start),
    end: new Date(entry.end),
    interactive: entry.interactive,
    mode: entry.mode,
    supersededBy: entry.supersededBy,
    key: entry.key,
    source: entry.source,
    bodyHash: entry.bodyHash,
    recordedAt: new Date(entry.recordedAt),
    recordedBy: entry.recordedBy,
    clockedSeconds: entry.clockedSeconds,
    grantedSeconds: entry.grantedSeconds,
    version: entry.version,
    ...(entry.participants.length > 0 && {
      participants: sealList(cipher, entry.participants, FIELD.participants),
    }),
    ...(activity !== null && { activity }),
    ...(note !== null && { note: cipher.encrypt(note, FIELD.note) }),
    ...(externalId !== null && { externalId }),
    ...(reason !== null && { reason }),
    ...(timerId !== null && { timerId }),
    ...(supersedes !== null && { supersedes }),
    ...(supersededReason !== null && { supersededReason }),
    ...(insideEncounter !== null && { insideEncounter: { ...insideEncounter } }),
    ...(loggedAt !== null && { loggedAt: new Date(loggedAt) }),
    ...(supersededAt !== null && { supersededAt: new Date(supersededAt) }),
  };
}

/** @throws when a value was altered or its key is missing */
export function fromDoc(cipher: FieldCipher, doc: TimeEntryDoc): TimeEntry {
  return {
    ...decidingFields(doc),
    key: doc.key,
    activity: doc.activity ?? null,
    participants: openList(cipher, doc.participants, FIELD.participants),
    note: doc.note === undefined ? null : cipher.decrypt(doc.note, FIELD.note),
    externalId: doc.externalId ?? null,
    bodyHash: doc.bodyHash,
    recordedBy: doc.recordedBy,
    reason: doc.reason ?? null,
    timerId: doc.timerId ?? null,
    supersedes: doc.supersedes ?? null,
    supersededBy: doc.supersededBy,
    supersededReason: doc.supersededReason ?? null,
    clockedSeconds: doc.clockedSeconds,
    grantedSeconds: doc.grantedSeconds,
    version: doc.version,
    source: doc.source as TimeSource,
    recordedAt: instant(doc.recordedAt.getTime()),
    supersededAt: toInstant(doc.supersededAt ?? null),
  };
}

/** The fields that {@link factsFromDoc} reads, and `supersededBy`, which tells whether the entry is live. */
export const FACTS_FIELDS = [
  'id',
  'patientId',
  'staffId',
  'role',
  'program',
  'start',
  'end',
  'interactive',
  'mode',
  'supersededBy',
  'insideEncounter',
  'loggedAt',
] as const;

export type FactsDoc = Pick<TimeEntryDoc, (typeof FACTS_FIELDS)[number]>;

/** The facts that decide charges. Decrypts nothing. */
export function factsFromDoc(doc: FactsDoc): TimeEntryFacts {
  return { isVisit: false, ...decidingFields(doc) };
}

function decidingFields(doc: FactsDoc): Omit<TimeEntryFacts, 'isVisit'> {
  return {
    id: doc.id,
    patientId: doc.patientId,
    staffId: doc.staffId,
    program: doc.program,
    interactive: doc.interactive,
    role: doc.role as StaffRole,
    mode: doc.mode as TimeMode,
    start: instant(doc.start.getTime()),
    end: instant(doc.end.getTime()),
    loggedAt: toInstant(doc.loggedAt ?? null),
    insideEncounter: doc.insideEncounter
      ? {
          code: doc.insideEncounter.code,
          date: doc.insideEncounter.date as LocalDate,
        }
      : null,
  };
}

function toInstant(value: Date | null): Instant | null {
  return value === null ? null : instant(value.getTime());
}
