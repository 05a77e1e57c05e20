import type { Instant } from '../time/instant.js';
import type { LocalDate } from '../time/local-date.js';
import type { TimeProgram } from './programs.js';

export type StaffRole = 'clinical_staff' | 'qhp' | 'non_clinical';
export type TimeMode =
  'phone' | 'video' | 'data_review' | 'sms' | 'voicemail' | 'portal_message' | 'in_person' | 'other';

/** Minutes logged for one patient, half-open in instants. */
export interface TimeEntryFacts {
  readonly id: string;
  readonly patientId: string;
  readonly staffId: string;
  readonly role: StaffRole;
  readonly program: TimeProgram;
  readonly start: Instant;
  readonly end: Instant;
  /** A live two-way conversation took place (rule R29 also requires a spoken mode). */
  readonly interactive: boolean;
  readonly mode: TimeMode;
  /** null: the start decides the order of rule R36. */
  readonly loggedAt: Instant | null;
  /** Position in the list that the facts came in. It orders entries that nothing else tells apart (rule R36). */
  readonly listed?: number;
  /** The visit that the whole entry belongs to (rule R33). */
  readonly insideEncounter: { readonly code: string; readonly date: LocalDate } | null;
  /** A visit's own clock. It takes precedence over every logged entry (rule R36). */
  readonly isVisit: boolean;
}
