import type { StaffRole, TimeMode } from '../../../domain/facts/time-entry.js';
import type { Instant } from '../../../domain/time/instant.js';
import type { LocalDate } from '../../../domain/time/local-date.js';

export type TimeSource = 'timer' | 'manual' | 'import';

/** What somebody says was done: checked, in the product's own types. */
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
  /** Who took part beside the staff member, such as `patient` or `daughter`. */
  readonly participants: readonly string[];
  readonly insideEncounter: { readonly code: string; readonly date: LocalDate } | null;
  readonly note: string | null;
}

/** A stored entry. It never changes but for being superseded. */
export interface TimeEntry extends TimeEntryContent {
  readonly id: string;
  /** Unique in the practice: `x:` external id, `h:` content hash, `t:` timer and segment, `c:` corrected entry. */
  readonly key: string;
  readonly source: TimeSource;
  readonly externalId: string | null;
  readonly bodyHash: string;
  /** null: the start decides the order of rule R36. */
  readonly loggedAt: Instant | null;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  readonly reason: string | null;
  readonly timerId: string | null;
  /** The entry that this one corrects. */
  readonly supersedes: string | null;
  /** The entry that stands in its place, or `void:<id>` where none does; null: the entry is live. */
  readonly supersededBy: string | null;
  readonly supersededAt: Instant | null;
  readonly supersededReason: string | null;
  readonly claimedSeconds: number;
  readonly grantedSeconds: number;
  readonly version: number;
}

/** Entries live shorter than this; a longer one is a forgotten clock, not work. */
export const ENTRY_HOURS_MAX = 24;
