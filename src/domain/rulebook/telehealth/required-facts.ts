import type { RefusalWord } from './words.js';

/** Kinds of service, by what their record must hold (rule T12). */
export type ServiceKind =
  | 'visit'
  | 'visit before 2021'
  | 'staff visit'
  | 'check-in'
  | 'telephone'
  | 'e-visit'
  | 'store and forward'
  | 'store and forward, demonstration'
  | 'interprofessional'
  | 'not determined';

export type RequiredFact =
  | 'modality'
  | 'patientStatus'
  | 'patientLocation'
  | 'technology'
  | 'consent'
  | 'guardianConsent'
  | 'medicalNecessity'
  | 'eligibilityCheck'
  | 'timeOrMdm'
  | 'time'
  | 'requestedCode'
  | 'consultRequest'
  | 'replyTimes';

const ALWAYS: readonly RequiredFact[] = [
  'modality',
  'technology',
  'consent',
  'guardianConsent',
  'medicalNecessity',
  'eligibilityCheck',
];
const OF_PATIENT: readonly RequiredFact[] = [...ALWAYS, 'patientStatus', 'patientLocation'];

/**
 * Removing any of these facts from a valid record refuses it with exactly the words of those facts. `guardianConsent`
 * applies to patients under 18. The audio-only reason is a payer's rule by date, so it is in `medicare.ts`.
 */
export const REQUIRED_FACTS: Readonly<Record<ServiceKind, readonly RequiredFact[]>> = {
  visit: [...OF_PATIENT, 'timeOrMdm'],
  'visit before 2021': [...OF_PATIENT, 'requestedCode'],
  'staff visit': OF_PATIENT,
  'check-in': [...OF_PATIENT, 'time'],
  telephone: [...OF_PATIENT, 'time'],
  'e-visit': [...OF_PATIENT, 'time'],
  'store and forward': [...OF_PATIENT, 'replyTimes'],
  'store and forward, demonstration': [...OF_PATIENT, 'timeOrMdm'],
  interprofessional: [...ALWAYS, 'consultRequest', 'time'],
  'not determined': [...OF_PATIENT, 'timeOrMdm'],
};

export const WORD_OF_FACT: Readonly<Record<RequiredFact, RefusalWord>> = {
  modality: 'MISSING_MODALITY',
  patientStatus: 'MISSING_PATIENT_STATUS',
  patientLocation: 'MISSING_PATIENT_LOCATION',
  technology: 'MISSING_TECHNOLOGY',
  consent: 'MISSING_CONSENT',
  guardianConsent: 'MISSING_GUARDIAN_CONSENT',
  medicalNecessity: 'MISSING_MEDICAL_NECESSITY',
  eligibilityCheck: 'MISSING_ELIGIBILITY_CHECK',
  timeOrMdm: 'MISSING_TIME_AND_MDM',
  time: 'MISSING_TIME_AND_MDM',
  requestedCode: 'MISSING_REQUESTED_CODE',
  consultRequest: 'MISSING_CONSULT_REQUEST',
  // The rules have no separate word: a timely reply that the record does not show is a late reply.
  replyTimes: 'LATE_RESPONSE',
};

/** Age in years from which a guardian's consent is not needed. */
export const ADULT_AGE = 18;
