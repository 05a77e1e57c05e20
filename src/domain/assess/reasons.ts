/** Why a code is not billed. The worked cases define these words, so they never change. */
export const REASONS = [
  'insufficient_days',
  'insufficient_minutes',
  'insufficient_readings',
  'no_interactive_communication',
  'mutually_exclusive',
  'already_billed_this_episode',
  'frequency_limit_30_days',
  'payer_frequency_limit',
  'mue_exceeded',
  'code_not_effective',
  'no_consent',
  'no_order',
  'not_established_patient',
  'device_not_qualifying',
  'other_practice_billed',
  'rtm_rpm_conflict',
  'time_counted_elsewhere',
  'payer_not_covered',
  'prior_auth_missing',
  'global_period',
  'setting_uses_other_code',
  'more_specific_code_billed',
  'period_open',
  'setup_education_not_documented',
  'smbp_average_not_recorded',
  'tcm_requirements_not_met',
  'combined_same_day',
  'encounter_refused',
  'encounter_voided',
  'after_death',
] as const;
export type ReasonCode = (typeof REASONS)[number];

/** Why a period cannot be decided at all. */
export const PARK_REASONS = ['rules-not-verified', 'payer_profile_missing'] as const;
export type ParkReason = (typeof PARK_REASONS)[number];

/** Why a reading in the period does not count (rules R5, R12, R15). */
export const NOT_COUNTED_REASONS = [
  'before_consent',
  'before_order',
  'before_setup',
  'before_enrollment',
  'after_enrollment_end',
  'after_consent_withdrawn',
  'after_death',
  'not_assigned',
  'device_not_qualifying',
  'origin_not_qualifying',
  'inpatient_day',
  'before_first_window',
  'other_program',
  'no_consent',
  'retransmission',
  'excluded',
  'implausible',
  'not_a_measurement',
] as const;
export type NotCountedReason = (typeof NOT_COUNTED_REASONS)[number];

/** Why logged time does not count (rules R31 to R36). */
export const TIME_CUT_REASONS = [
  'overlap_same_program',
  'counted_in_other_program',
  'staff_with_other_patient',
  'inside_visit',
  'non_clinical',
  'role_not_counted',
  'voicemail',
  'before_consent',
  'before_order',
  'before_enrollment',
  'after_enrollment_end',
  'no_consent',
  'after_death',
  'em_day',
] as const;
export type TimeCutReason = (typeof TIME_CUT_REASONS)[number];
