/**
 * The faults of the sample practice, one per patient. Of every sixty patients, the one at place n gets story n; the rest are
 * plain.
 */
export const SAMPLE_STORIES = [
  'plain',
  'device_swap',
  'two_devices',
  'leaves',
  'dies',
  'no_consent',
  'late_consent',
  'no_order',
  'hospital_stay',
  'two_staff_one_call',
  'shared_nurse_first',
  'shared_nurse_second',
  'month_midnight',
  'forgotten_timer',
  'front_desk',
  'messages_only',
  'manual_entries',
  'not_measurements',
  'unknown_device',
  'same_id_other_body',
  'chronic_care_too',
  'data_review_only',
  'set_up_in_2026',
  'local_midnight',
  'clock_change',
  'set_up_before',
  'manual_device',
  'no_contact',
  'exact_days',
  'exact_minutes',
  'not_established',
  'inside_a_visit',
  'late_batch',
  'no_sender_ids',
  'leaves_early',
  'dies_in_first_window',
  'gives_device_back',
  'takes_device_over',
  'returned_device',
  'ambiguous_user',
  'voicemail_too',
] as const;

export type SampleStory = (typeof SAMPLE_STORIES)[number];

export const PATIENTS_A_ROUND = 60;

export function storyOf(index: number): SampleStory {
  return SAMPLE_STORIES[index % PATIENTS_A_ROUND] ?? 'plain';
}
