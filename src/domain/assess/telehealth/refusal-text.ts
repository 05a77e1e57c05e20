import { ADULT_AGE, type RequiredFact } from '../../rulebook/telehealth/required-facts.js';

/** What people call a service that has no single code yet. */
export const SERVICE_NAME = {
  checkIn: 'check-in',
  checkIns: 'check-ins',
  centerCheckIns: 'check-ins of an FQHC/RHC',
  eVisit: '99421-99423',
  telephone: '99441-99443',
  nonEmTelephone: '98966-98968',
} as const;

/** What the record lacks (T12). */
export const MISSING_FACT_TEXT: Readonly<Record<RequiredFact, string>> = {
  modality: 'audio-video, audio-only, online-digital, store-and-forward or interprofessional',
  patientStatus: 'need last professional service date or new/established',
  patientLocation: 'need the setting and, in the US, the state',
  technology: 'platform not documented',
  consent: 'consent not documented',
  guardianConsent: `patient under ${ADULT_AGE}`,
  medicalNecessity: 'medical necessity not documented',
  eligibilityCheck: 'not checked for the date of service',
  timeOrMdm: 'neither minutes nor MDM recorded',
  time: 'minutes not recorded',
  requestedCode: 'before 2021 the clinician selects the level',
  consultRequest: 'request and its reason not documented',
  replyTimes: 'receipt of the images and reply not documented',
};

/** What the detail of a refusal says. The worked cases compare these sentences. */
export const REFUSAL_TEXT = {
  // The record and the payer.
  modalityUnknown: 'how the encounter took place',
  advantagePlanUnknown: 'Medicare Advantage plans set their own telehealth billing rules',
  payerUnknown: 'no telehealth profile of this payer on the date',
  notEvaluation: (purpose: string) => `${purpose} is no evaluation and management`,
  coverageInactive: 'coverage inactive on date of service',
  outsideUs: 'patient must be in the US or territories',
  notLicensed: (state: string) => `no authorization in ${state} on the date of service`,

  // Coverage.
  siteNotCovered: (day: string, authority: string) =>
    `home and non-rural not covered on ${day} (${authority})`,
  notSeenInPerson: (months: number) => `no visit in person within ${months} months`,
  telephoneBefore2020: 'telephone visits are not covered before 2020-03-01',
  audioOnlyReasonMissing: 'why the visit had no video',
  patientNotAtHome: 'patient must be at home',
  patientCanUseVideo: 'patient must be unable or unwilling to use video',
  clinicianWithoutVideo: 'distant clinician must be technically capable of video',
  audioNotPaid: 'modifier 93 not paid by this plan',
  notOnAudioList: (code: string) => `${code} is not on the plan's audio-only list`,
  noNewPatients: 'the plan takes no new patients by telehealth',

  // Who may report what.
  needsPhysician: (service: string) => `${service} need a physician/QHP`,
  visitNeedsPhysician: 'E/M visits need a physician/QHP',
  modalityCodesNeedPhysician: '98000-98016 need a physician/QHP, no 98000-series code equals 99211',
  onlyForPhysician: (code: string) => `${code} is limited to physician/QHP`,
  staffVisitByTelephone: '99211 by clinical staff is a visit by video or in person',
  staffVisitUnsupervised: '99211 needs incident-to service with direct supervision',
  consultationNeedsClinician: 'needs a physician/QHP, or a behavioral-health clinician',
  reviewNeedsClinician: 'needs a clinician who may report the review',
  centerNoDistantSite: 'an FQHC/RHC is no distant site on the date',
  centerNoTelephone: 'an FQHC/RHC reports no telephone assessment',
  centerNoEVisit: 'an FQHC/RHC has no code for an e-visit on the date',
  centerVisitRequired: 'billable RHC/FQHC visit within the previous year required',

  // Codes and minutes.
  noOfficeLevel: (code: string, day: string) => `${code} is no office level of ${day}`,
  noCheckInCode: 'no check-in code on the date',
  startsIn2021: (code: string) => `${code} starts in 2021`,
  needsMinutes: (code: string, minutes: number) => `${code} needs ${minutes} min`,
  levelNotMet: (minutes: number) => `${minutes} min not met and no MDM documented`,
  needsDiscussion: (minutesOver: number) => `more than ${minutesOver} min discussion needed`,

  // Services nearby.
  notPatientInitiated: (service: string) => `${service} must be patient/caregiver initiated`,
  bundledIntoVisit: 'bundled into the earlier E/M',
  beforeVisit: 'part of the pre-work of that visit',
  postoperative: 'bundled into the global period',
  eVisitReported: 'an e-visit was reported for the same problem',
  replyTooLate: (hours: number) => `follow-up within ${hours} business hours required`,
  consultedTooSoon: (days: number) => `once per ${days} days, cumulate the minutes`,
  consultantSawPatient: 'the consultant saw the patient',
  consultationBeforeVisit: 'the consultation leads to a visit or transfer',
} as const;
