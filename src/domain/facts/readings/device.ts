import type { Instant } from '../../time/instant.js';
import type { LocalDate } from '../../time/local-date.js';

/** A device in a patient's hands for an interval. */
export interface DeviceAssignment {
  readonly deviceId: string;
  /** Open list: `bp_cuff`, `scale`, `oximeter`, `cgm`, `rtm_msk_app` … */
  readonly type: string;
  /** What it measures; a replacement with the same parameter continues the same stream (rule R14). */
  readonly parameter: string;
  readonly fdaDefinedDevice: boolean;
  readonly autoUpload: boolean;
  readonly validatedForAccuracy: boolean;
  /** Both days count; null: not returned yet. */
  readonly assignedFrom: LocalDate;
  readonly assignedTo: LocalDate | null;
  readonly setupEducationDate: LocalDate | null;
  /** Practitioner who ordered it, where not the billing one. */
  readonly orderedBy: string | null;
}

export type ReadingOrigin = 'device_auto' | 'manual_entry' | 'patient_reported' | 'self_report_app' | 'test';

/** One transmitted reading, already attributed to the patient. */
export interface ReadingFacts {
  readonly id: string;
  readonly deviceId: string;
  readonly origin: ReadingOrigin;
  /** Date of measurement in the patient's zone (rule R12). */
  readonly serviceDay: LocalDate;
  /** null only where a case file gives days without times. */
  readonly takenAt: Instant | null;
  /** Why it may never count: a retransmission, an exclusion by a person, a value no body has; null when it may. */
  readonly setAside: SetAside | null;
}

export type SetAside = 'retransmission' | 'excluded' | 'implausible' | 'not_a_measurement';
