import type { StaffRole, TimeMode } from '../../../domain/facts/time-entry.js';
import type { Instant } from '../../../domain/time/instant.js';
import type { LocalDate } from '../../../domain/time/local-date.js';

export type TimeSource = 'timer' | 'manual' | 'import';

/** What the sender states about the work, checked and in the product's own types. */
export interface TimeEntryContent {
  readonly patientId: string;
  readonly staffId: string;
  readonly role: StaffRole;
  readonly program: string;
  readonly activity: string | null;
  readonly start: Instant;
  /** Exclusive. */
  readonly end: Instant;
  readonly interactive: boolean;
  readonly mode: TimeMode;
  /** Who took part besides the staff member, such as `patient` or `daughter`. */
  readonly participants: readonly string[];
  readonly insideEncounter: { readonly code: string; readonly date: LocalDate } | null;
  readonly note: string | null;
}

/** How an entry came into being. */
interface TimeEntryOrigin {
  readonly id: string;
  /** Unique in the practice: `x:` external id, `h:` content hash, `t:` timer and segment, `c:` corrected entry. */
  readonly key: string;
  readonly source: TimeSource;
  readonly externalId: string | null;
  readonly bodyHash: string;
  /** When the work was logged. Null: the start decides the order of rule R36. */
  readonly loggedAt: Instant | null;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  readonly reason: string | null;
  readonly timerId: string | null;
}

/** A stored entry. It never changes, except that a correction may supersede it. */
export interface TimeEntry extends TimeEntryContent, TimeEntryOrigin {
  /** The entry that this one corrects. */
  readonly supersedes: string | null;
  /** The entry that replaces this one, or `void:<id>` when nothing does. Null: the entry is live. */
  readonly supersededBy: string | null;
  readonly supersededAt: Instant | null;
  readonly supersededReason: string | null;
  readonly clockedSeconds: number;
  readonly grantedSeconds: number;
  readonly version: number;
}

/** The longest entry, in hours. A longer one is a forgotten clock, not work. */
export const ENTRY_HOURS_MAX = 24;

/** A live entry in its first version. */
export function newTimeEntry(content: TimeEntryContent, origin: TimeEntryOrigin): TimeEntry {
  const seconds = Math.floor((content.end - content.start) / 1000);
  // Field by field: imports make many entries, and spreading two objects costs more than the other checks together.
  return {
    patientId: content.patientId,
    staffId: content.staffId,
    role: content.role,
    program: content.program,
    activity: content.activity,
    start: content.start,
    end: content.end,
    interactive: content.interactive,
    mode: content.mode,
    participants: content.participants,
    insideEncounter: content.insideEncounter,
    note: content.note,
    id: origin.id,
    key: origin.key,
    source: origin.source,
    externalId: origin.externalId,
    bodyHash: origin.bodyHash,
    loggedAt: origin.loggedAt,
    recordedAt: origin.recordedAt,
    recordedBy: origin.recordedBy,
    reason: origin.reason,
    timerId: origin.timerId,
    supersedes: null,
    supersededBy: null,
    supersededAt: null,
    supersededReason: null,
    clockedSeconds: seconds,
    grantedSeconds: seconds,
    version: 1,
  };
}
