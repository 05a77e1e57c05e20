import type { TelehealthFamily } from '../codes.js';
import type { SourceId } from '../sources.js';

/** Who may start a service that only a patient can start (rule T5). */
export const PATIENT_SIDE: readonly string[] = ['patient', 'caregiver'];

/** Conditions of services that are not visits (rules T5 and T6). */
interface ServiceConditions {
  readonly establishedOnly: boolean;
  readonly patientInitiated: boolean;
  /** Not within seven days after a related visit. */
  readonly notAfterRelatedVisit: boolean;
  /** Not if it leads to a visit within 24 hours or at the soonest available appointment. */
  readonly notBeforeVisit: boolean;
  readonly notPostoperative: boolean;
  readonly source: SourceId;
}

const bundled = (source: SourceId): ServiceConditions => ({
  establishedOnly: true,
  patientInitiated: true,
  notAfterRelatedVisit: true,
  notBeforeVisit: true,
  notPostoperative: true,
  source,
});

export type ConditionedFamily = Extract<
  TelehealthFamily,
  | 'check-in'
  | 'telephone'
  | 'telephone, non-E/M'
  | 'e-visit'
  | 'e-visit, non-E/M'
  | 'store and forward'
  | 'health center'
>;

export const SERVICE_CONDITIONS: Readonly<Record<ConditionedFamily, ServiceConditions>> = {
  'check-in': bundled('RHEUM25'),
  telephone: bundled('WIMI'),
  'telephone, non-E/M': bundled('WIMI'),
  'e-visit': bundled('AAPC-CARDIO'),
  'e-visit, non-E/M': bundled('AAPC-CARDIO'),
  'store and forward': bundled('GENHEALTH'),
  // A health center needs a billable visit within a year instead of an established patient (rule T6.6).
  'health center': { ...bundled('BAIRDHOLM'), establishedOnly: false },
};

/** If the record does not say so, a visit this soon counts as the visit that the service led to. */
export const VISIT_SOON_HOURS = 24;
export const REPLY_BUSINESS_HOURS_MAX = 24;

/** Interprofessional consultations: days between two of the same role (rule T6.5). */
export const CONSULTANT_INTERVAL_DAYS = 7;
export const REQUESTER_INTERVAL_DAYS = 14;
/** Days between the consultation and a visit by the consultant, before or after it. */
export const CONSULTANT_NOT_SEEN_DAYS = 14;

/** A service within this many years makes the patient established (rule T3). */
export const ESTABLISHED_YEARS = 3;

/** Days of an e-visit, including the first (rule T6.1). */
export const E_VISIT_DAYS = 7;
