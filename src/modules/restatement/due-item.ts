import type { LocalDate } from '../../domain/time/local-date.js';

/** A patient in the close queue. */
export interface DueItem {
  readonly practiceId: string;
  readonly patientId: string;
  readonly dueOn: LocalDate;
  readonly closedThrough: LocalDate | null;
  /** Goes back into `settle`, which does nothing if the patient was marked again meanwhile. */
  readonly token: number;
}

/** The outcome of closing one patient. */
export interface Settlement {
  readonly patientId: string;
  readonly token: number;
  /** The next day on which a period may be over; null: none until something changes. */
  readonly dueOn: LocalDate | null;
  readonly closedThrough: LocalDate | null;
}
