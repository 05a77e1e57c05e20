import type { TelehealthFamily } from '../codes.js';

/** Who may begin a service that only a patient can begin (section 5). */
export const PATIENT_SIDE: readonly string[] = ['patient', 'caregiver'];

/** Conditions of the services that are not visits (sections 5 and 6); days and hours. */
interface ServiceConditions {
  readonly establishedOnly: boolean;
  readonly patientInitiated: boolean;
  /** Not after a related visit in the last seven days. */
  readonly notAfterRelatedVisit: boolean;
  /** Not when it leads to a visit within 24 hours or the soonest appointment. */
  readonly notBeforeVisit: boolean;
  readonly notPostoperative: boolean;
  readonly source: string;
}

const bundled = (source: string): ServiceConditions => ({
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
  // The established relation is a billable visit within a year, which is asked for instead.
  'health center': { ...bundled('BAIRDHOLM'), establishedOnly: false },
};

/** Without the input flag, a visit this soon is the one the service led to. */
export const VISIT_SOON_HOURS = 24;
export const REPLY_BUSINESS_HOURS_MAX = 24;

/** Interprofessional consultations (section 6.5). */
export const CONSULTANT_INTERVAL_DAYS = 7;
export const REQUESTER_INTERVAL_DAYS = 14;
/** Between the consultation and a visit by the consultant, before it as after it. */
export const CONSULTANT_NOT_SEEN_DAYS = 14;

/** A service this long ago, or less, makes the patient established (section 3). */
export const ESTABLISHED_YEARS = 3;
