import type { Instant } from '../../time/instant.js';
import type { LocalDate } from '../../time/local-date.js';

/** A device that a patient has for an interval. */
export interface DeviceAssignment {
  readonly deviceId: string;
  /** An open list: `bp_cuff`, `scale`, `oximeter`, `cgm`, `rtm_msk_app` … */
  readonly type: string;
  /** What it measures. A replacement with the same parameter continues the same stream (rule R14). */
  readonly parameter: string;
  readonly fdaDefinedDevice: boolean;
  readonly autoUpload: boolean;
  readonly validatedForAccuracy: boolean;
  /** The first day, included. */
  readonly assignedFrom: LocalDate;
  /** The last day, included; null: not returned yet. */
  readonly assignedTo: LocalDate | null;
  readonly setupEducationDate: LocalDate | null;
  /** The practitioner who ordered it, if not the billing one. */
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
  /** null only if a case file gives days without times. */
  readonly takenAt: Instant | null;
  /**
   * Why it may never count: a retransmission, an exclusion by a person, or an implausible value. null: it may count.
   */
  readonly setAside: SetAside | null;
}

export type SetAside = 'retransmission' | 'excluded' | 'implausible' | 'not_a_measurement';
