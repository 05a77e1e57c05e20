import type { WarningKind } from '../rulebook/telehealth/words.js';
import { kindOf, type FilledIn } from '../rulebook/word-pattern.js';

/**
 * Whether a person must look at what a flag marks. `charge`: the charge needs a review before it is approved.
 * `source`: the flag is a review item of its own, whether or not there is a charge. null: for information.
 */
export type FlagReview = 'charge' | 'source' | null;

/** Flags of monitoring and of the edits between codes. `*` is any code. */
const RULE_FLAGS = {
  truncated_period: null,
  inpatient_days_excluded: null,
  'union_policy_would_bill_*': null,
  covid_phe_2_day_exception: null,
  payer_setting_may_allow_99091_with_99457: null,
  staff_double_booked: null,
  rule_set_by_date_of_service: null,
  period_spans_code_change: 'charge',
  payer_change_inside_period: 'charge',
  ncci_modifier_needed: 'charge',
  correction_after_billing: 'source',
  multiple_practices_oig_measure: 'source',
  reading_before_first_window: 'source',
} as const satisfies Readonly<Record<string, FlagReview>>;

/** Flags of an encounter that come from the patient's other encounters. */
const ENCOUNTER_FLAGS = {
  DIFFERS_FROM_FINALIZED: 'charge',
  CLINICIAN_WITH_ANOTHER_PATIENT: 'charge',
  MINUTES_WITHOUT_CLOCK_BESIDE_MONITORING: 'charge',
  RECORDED_NEW_BUT_SEEN_BEFORE: 'charge',
  VISIT_IN_7_DAYS_BEFORE: 'charge',
  VISIT_WITHIN_24_HOURS_AFTER: 'charge',
  E_VISIT_IN_7_DAYS_BEFORE: 'charge',
  CONSULTANT_VISIT_IN_14_DAYS_AFTER: 'charge',
} as const satisfies Readonly<Record<string, FlagReview>>;

/** Every warning of telehealth coding is a flag of its encounter. */
const WARNING_FLAGS: Readonly<Record<WarningKind, FlagReview>> = {
  SHORT_VISIT_AUDIT_RISK: 'charge',
  CONFIRM_PLAN_AUDIO_ONLY_LIST: 'charge',
  INCIDENT_TO_REVIEW: 'charge',
  SAME_WINDOW: 'charge',
  THREE_YEAR_BOUNDARY_REVIEW: 'charge',
  'CODE_MUST_BE_ON_*_LIST': 'charge',
  'CY*_RULE_NOT_LOADED': 'charge',
  AUDIO_DISCUSSION_NOT_OVER_10: null,
  MODALITY_MAJORITY_AUDIO: null,
  MODALITY_MAJORITY_VIDEO: null,
  COMBINED_SAME_DAY: null,
  CODE_NOT_VALID_ON_DOS: null,
  PAYER_DOES_NOT_RECOGNIZE: null,
  REQUESTED_CODE_REPLACED: null,
  POS_CORRECTED: null,
  PLAN_POS_OVERRIDE: null,
  ADDON_MODIFIER_PAYER_SPECIFIC: null,
  FACILITY_RATE: null,
  MODIFIER_93_OPTIONAL_UNCERTAIN: null,
  PHE_ENFORCEMENT_DISCRETION: null,
  FLEXIBILITY_RESTORED_RETROACTIVELY: null,
  PRE_2021_LEVEL_NOT_COMPUTED: null,
  E_VISIT_MINUTES_ADDITIVE_UNCERTAIN: null,
  'TIME_SHARED_WITH_*_REMOVED': null,
  'ALTERNATIVE:*': null,
  'FLEXIBILITY_EXPIRES_*': null,
};

/** A flag without the part that varies. */
export type FlagKind = keyof typeof RULE_FLAGS | keyof typeof ENCOUNTER_FLAGS | WarningKind;
/** What a reader should know about a finding or a source of charges, whether or not it is billed. */
export type Flag = FilledIn<FlagKind>;

const FLAGS: Readonly<Record<FlagKind, FlagReview>> = { ...RULE_FLAGS, ...ENCOUNTER_FLAGS, ...WARNING_FLAGS };
export const FLAG_KINDS = Object.keys(FLAGS) as readonly FlagKind[];

const PATTERNS = FLAG_KINDS.filter((kind): kind is PatternKind => kind.includes('*'));
type PatternKind = Extract<FlagKind, `${string}*${string}`>;

function flagKind(flag: Flag): FlagKind {
  return kindOf(flag, PATTERNS);
}

function reviewOf(flag: Flag): FlagReview {
  return FLAGS[flagKind(flag)];
}

/** A flag that is a review item of its own. */
export type SourceFlag = {
  [Kind in keyof typeof RULE_FLAGS]: (typeof RULE_FLAGS)[Kind] extends 'source' ? Kind : never;
}[keyof typeof RULE_FLAGS];

export function isSourceFlag(flag: Flag): flag is SourceFlag {
  return reviewOf(flag) === 'source';
}

/** Whether a person must review a charge with these flags before it is approved. */
export function needReview(flags: readonly Flag[]): boolean {
  return flags.some((flag) => reviewOf(flag) === 'charge');
}
