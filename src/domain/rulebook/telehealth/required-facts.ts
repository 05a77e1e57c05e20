import type { RefusalWord } from './words.js';

/** Kinds of service by what their record must hold (section 12). */
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

/** Removing any subset of these from a valid record refuses with exactly their words. The audio-only reason is a
 * payer's rule by date and stands in `medicare.ts`; `guardianConsent` binds for patients under 18. */
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
  // The rules have no word of its own for it: a reply in time that nothing shows is none.
  replyTimes: 'LATE_RESPONSE',
};

/** Age in years from which no guardian has to agree. */
export const ADULT_AGE = 18;
