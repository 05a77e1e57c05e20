import type { Interval } from '../../../domain/facts/intervals.js';
import type { StaffRole, TimeMode } from '../../../domain/facts/time-entry.js';
import { instant, type Instant } from '../../../domain/time/instant.js';
import type { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import { openList, sealList } from '../sealed-list.js';
import type { StopCause, Timer } from './timer.js';

/** The encrypted fields, which may name a person. Each maps to the name that is authenticated with its value. */
export const FIELD = { note: 'timers.note', participants: 'timers.participants' } as const;

export interface TimerDoc {
  _id: string;
  practiceId: string;
  id: string;
  staffId: string;
  role: string;
  patientId: string;
  program: string;
  activity: string | null;
  mode: string;
  call: boolean;
  state: string;
  startedAt: Date;
  endedAt: Date | null;
  stopCause: string | null;
  lastHeartbeatAt: Date;
  lastActiveAt: Date;
  runs: { start: Date; end: Date }[];
  runStartedAt: Date | null;
  idle: {
    start: Date;
    end: Date;
    decision: { worked: boolean; reason: string | null; at: Date } | null;
  }[];
  interactive: boolean;
  /** An encrypted JSON list; null when it is empty. */
  participants: string | null;
  /** Encrypted. */
  note: string | null;
  switchedTo: string | null;
  /** The granted segments that became time entries, in the order in which they were granted. */
  segments: { start: Date; end: Date }[];
  /** True while the entries of some segments may not be stored yet. */
  entriesPending: boolean;
  version: number;
}

/** A timer with those of its segments that have become, or are about to become, time entries. */
export interface StoredTimer {
  readonly timer: Timer;
  readonly segments: readonly Interval[];
  readonly entriesPending: boolean;
}

export function toDoc(cipher: FieldCipher, practiceId: string, stored: StoredTimer): TimerDoc {
  const { timer, segments, entriesPending } = stored;
  const { note, participants } = timer;
  return {
    ...timer,
    _id: docId(practiceId, timer.id),
    practiceId,
    startedAt: new Date(timer.startedAt),
    endedAt: toDate(timer.endedAt),
    lastHeartbeatAt: new Date(timer.lastHeartbeatAt),
    lastActiveAt: new Date(timer.lastActiveAt),
    runs: timer.runs.map(toDates),
    runStartedAt: toDate(timer.runStartedAt),
    idle: timer.idle.map(({ start, end, decision }) => ({
      ...toDates({ start, end }),
      decision: decision && { ...decision, at: new Date(decision.at) },
    })),
    note: note === null ? null : cipher.encrypt(note, FIELD.note),
    participants: participants.length === 0 ? null : sealList(cipher, participants, FIELD.participants),
    segments: segments.map(toDates),
    entriesPending,
  };
}

/** @throws when a value was altered or its key is missing */
export function fromDoc(cipher: FieldCipher, doc: TimerDoc): StoredTimer {
  const timer: Timer = {
    id: doc.id,
    staffId: doc.staffId,
    patientId: doc.patientId,
    program: doc.program,
    activity: doc.activity,
    call: doc.call,
    interactive: doc.interactive,
    participants: openList(cipher, doc.participants, FIELD.participants),
    note: doc.note === null ? null : cipher.decrypt(doc.note, FIELD.note),
    switchedTo: doc.switchedTo,
    version: doc.version,
    role: doc.role as StaffRole,
    mode: doc.mode as TimeMode,
    state: doc.state as Timer['state'],
    stopCause: doc.stopCause as StopCause | null,
    startedAt: instant(doc.startedAt.getTime()),
    endedAt: toInstant(doc.endedAt),
    lastHeartbeatAt: instant(doc.lastHeartbeatAt.getTime()),
    lastActiveAt: instant(doc.lastActiveAt.getTime()),
    runs: doc.runs.map(toInterval),
    runStartedAt: toInstant(doc.runStartedAt),
    idle: doc.idle.map(({ start, end, decision }) => ({
      ...toInterval({ start, end }),
      decision: decision && { ...decision, at: instant(decision.at.getTime()) },
    })),
  };
  return { timer, segments: doc.segments.map(toInterval), entriesPending: doc.entriesPending };
}

function toDates({ start, end }: Interval): { start: Date; end: Date } {
  return { start: new Date(start), end: new Date(end) };
}

function toInterval({ start, end }: { start: Date; end: Date }): Interval {
  return { start: instant(start.getTime()), end: instant(end.getTime()) };
}

function toDate(value: Instant | null): Date | null {
  return value === null ? null : new Date(value);
}

function toInstant(value: Date | null): Instant | null {
  return value === null ? null : instant(value.getTime());
}
