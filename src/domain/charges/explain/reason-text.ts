import type { NotCountedReason, ParkReason, ReasonCode, TimeCutReason } from '../../assess/reasons.js';

/**
 * What is missing, as a clinical fact or a record, and never a hint to add minutes or days. The record leads to the
 * bill, not the other way around.
 */
export const REASON_TEXT: Readonly<Record<ReasonCode, string>> = {
  insufficient_days: 'Readings arrived on fewer days than the period requires.',
  insufficient_minutes: 'Less care time was documented than the service requires.',
  insufficient_readings: 'Fewer readings were taken than the service requires.',
  no_interactive_communication:
    'The service needs a live conversation with the patient or caregiver this month.',
  mutually_exclusive: 'Another service of the same period already covers this one.',
  already_billed_this_episode: 'Set-up and education were already charged for this episode of care.',
  frequency_limit_30_days:
    'The service, or another device supply, was already billed in this period or less than 30 days before.',
  payer_frequency_limit: 'The payer covers this service less often.',
  mue_exceeded: 'More units were documented than may be billed on one date of service.',
  code_not_effective: 'The code did not exist on the date of service.',
  no_consent: 'The patient’s consent is not on file for this period.',
  no_order: 'A practitioner’s order is not on file for this period.',
  not_established_patient: 'Nothing on file shows that the patient is established with the practice.',
  device_not_qualifying:
    'No device in the patient’s hands meets the definition of a monitoring device with automatic upload.',
  other_practice_billed: 'Another practice already billed monitoring for this period.',
  rtm_rpm_conflict: 'Physiologic and therapeutic monitoring exclude each other in one period.',
  time_counted_elsewhere: 'The documented time already belongs to another service.',
  payer_not_covered: 'No payer on file for the date takes this code, or not for the conditions on file.',
  prior_auth_missing: 'The payer requires prior authorization, and none is on file.',
  global_period: 'The service falls within the global period of a procedure by the same practitioner.',
  setting_uses_other_code: 'In this setting the service is reported under another code.',
  more_specific_code_billed: 'A more specific service for the same readings was billed.',
  period_open: 'The period is not over yet.',
  setup_education_not_documented: 'The day on which the patient was taught to use the device is not on file.',
  smbp_average_not_recorded:
    'The average of the measured blood pressures or the plan shared with the patient is not on file.',
  combined_same_day: 'Another encounter of the same day or episode already reports this one.',
  encounter_refused: 'The record of the encounter lacks or contradicts something that its code requires.',
  encounter_voided: 'The encounter was voided.',
  after_death: 'The date of service is after the date of death.',
  tcm_requirements_not_met: 'The contact or the visit after discharge is not on file within its time limit.',
};

export const NOT_COUNTED_TEXT: Readonly<Record<NotCountedReason, string>> = {
  before_consent: 'taken before consent',
  before_order: 'taken before the order',
  before_setup: 'taken before set-up and education',
  before_enrollment: 'taken before the enrollment began',
  after_enrollment_end: 'taken after the enrollment ended',
  after_consent_withdrawn: 'taken after consent was withdrawn',
  after_death: 'taken after the date of death',
  not_assigned: 'the device was not assigned to the patient',
  device_not_qualifying: 'the device does not qualify',
  origin_not_qualifying: 'not transmitted by the device itself',
  inpatient_day: 'the patient was in hospital that day',
  before_first_window: 'taken before the first period, which is fixed by an approved charge',
  other_program: 'belongs to another program',
  no_consent: 'no consent on file',
  retransmission: 'the same measurement sent again',
  excluded: 'excluded by a person, with a reason',
  implausible: 'a value that no living body can have',
  not_a_measurement: 'not a measurement',
};

export const TIME_CUT_TEXT: Readonly<Record<TimeCutReason, string>> = {
  overlap_same_program: 'the same minutes were logged by another entry',
  counted_in_other_program: 'the minutes belong to another program',
  staff_with_other_patient: 'the staff member was busy with another patient',
  inside_visit: 'part of a visit',
  non_clinical: 'not clinical work',
  role_not_counted: 'this role does not count for the service',
  voicemail: 'voicemail or an unanswered call',
  before_consent: 'before consent',
  before_order: 'before the order',
  before_enrollment: 'before the enrollment began',
  after_enrollment_end: 'after the enrollment ended',
  no_consent: 'no consent on file',
  after_death: 'after the date of death',
  em_day: 'on the day of a visit by the same practitioner',
};

export const PARK_TEXT: Readonly<Record<ParkReason | 'internal_error', string>> = {
  'rules-not-verified': 'The rules for these dates of service have not been verified yet.',
  payer_profile_missing: 'The payer has no profile for these dates, so nothing can be decided.',
  internal_error: 'The patient could not be assessed. The log entry with the error id says more.',
};
