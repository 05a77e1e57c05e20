import { kindOf, type FilledIn } from '../word-pattern.js';

/** Refusals because the record lacks a fact. */
const MISSING_WORDS = [
  'MISSING_MODALITY',
  'MISSING_PATIENT_STATUS',
  'MISSING_PATIENT_LOCATION',
  'MISSING_TECHNOLOGY',
  'MISSING_CONSENT',
  'MISSING_GUARDIAN_CONSENT',
  'MISSING_MEDICAL_NECESSITY',
  'MISSING_ELIGIBILITY_CHECK',
  'MISSING_TIME_AND_MDM',
  'MISSING_AUDIO_ONLY_REASON',
  'MISSING_CONSULT_REQUEST',
  'MISSING_REQUESTED_CODE',
] as const;
type MissingWord = (typeof MISSING_WORDS)[number];

/** Every refusal word (rule T12), in the order in which an assessment lists them. The rules define the words. */
export const REFUSAL_WORDS = [
  ...MISSING_WORDS,
  'PAYER_PROFILE_MISSING',
  'NOT_ELIGIBLE',
  'OUTSIDE_US',
  'NOT_LICENSED',
  'PROVIDER_NOT_ELIGIBLE',
  'NOT_AN_EM_SERVICE',
  'CODE_NOT_VALID_ON_DOS',
  'PAYER_DOES_NOT_RECOGNIZE',
  'ORIGINATING_SITE',
  'IN_PERSON_REQUIREMENT',
  'AUDIO_ONLY_NOT_ELIGIBLE',
  'ESTABLISHED_ONLY',
  'BELOW_MINIMUM_TIME',
  'NOT_PATIENT_INITIATED',
  'RELATED_EM_WITHIN_7_DAYS',
  'RELATED_EM_WITHIN_14_DAYS',
  'LEADS_TO_VISIT_24H',
  'POSTOPERATIVE',
  'FREQUENCY',
  'LATE_RESPONSE',
] as const;
export type RefusalWord = (typeof REFUSAL_WORDS)[number];

export function isMissingWord(word: RefusalWord): word is MissingWord {
  return (MISSING_WORDS as readonly RefusalWord[]).includes(word);
}

/** Warning words that are the same each time. */
type PlainWarning =
  | 'SHORT_VISIT_AUDIT_RISK'
  | 'AUDIO_DISCUSSION_NOT_OVER_10'
  | 'MODALITY_MAJORITY_AUDIO'
  | 'MODALITY_MAJORITY_VIDEO'
  | 'COMBINED_SAME_DAY'
  | 'CODE_NOT_VALID_ON_DOS'
  | 'PAYER_DOES_NOT_RECOGNIZE'
  | 'REQUESTED_CODE_REPLACED'
  | 'POS_CORRECTED'
  | 'PLAN_POS_OVERRIDE'
  | 'CONFIRM_PLAN_AUDIO_ONLY_LIST'
  | 'ADDON_MODIFIER_PAYER_SPECIFIC'
  | 'FACILITY_RATE'
  | 'MODIFIER_93_OPTIONAL_UNCERTAIN'
  | 'PHE_ENFORCEMENT_DISCRETION'
  | 'FLEXIBILITY_RESTORED_RETROACTIVELY'
  | 'PRE_2021_LEVEL_NOT_COMPUTED'
  | 'INCIDENT_TO_REVIEW'
  | 'SAME_WINDOW'
  | 'E_VISIT_MINUTES_ADDITIVE_UNCERTAIN'
  | 'THREE_YEAR_BOUNDARY_REVIEW';

/** Warning words in which `*` is a code, a date, a list or a year. */
const WARNING_PATTERNS = [
  'TIME_SHARED_WITH_*_REMOVED',
  'ALTERNATIVE:*',
  'CODE_MUST_BE_ON_*_LIST',
  'FLEXIBILITY_EXPIRES_*',
  'CY*_RULE_NOT_LOADED',
] as const;

/** A warning word without the part that varies. */
export type WarningKind = PlainWarning | (typeof WARNING_PATTERNS)[number];
export type WarningWord = FilledIn<WarningKind>;

export function warningKind(word: WarningWord): WarningKind {
  return kindOf(word, WARNING_PATTERNS);
}

/** Warnings about the line that is billed, so they are dropped when everything is refused. */
const LINE_WARNINGS: ReadonlySet<WarningKind> = new Set<WarningKind>([
  'SHORT_VISIT_AUDIT_RISK',
  'REQUESTED_CODE_REPLACED',
  'POS_CORRECTED',
  'PLAN_POS_OVERRIDE',
  'CONFIRM_PLAN_AUDIO_ONLY_LIST',
  'ADDON_MODIFIER_PAYER_SPECIFIC',
  'FACILITY_RATE',
  'MODIFIER_93_OPTIONAL_UNCERTAIN',
  'PHE_ENFORCEMENT_DISCRETION',
  'PRE_2021_LEVEL_NOT_COMPUTED',
  'INCIDENT_TO_REVIEW',
  'CODE_MUST_BE_ON_*_LIST',
  // The alternative to a refusal is looked up again.
  'ALTERNATIVE:*',
]);

export function isLineWarning(word: WarningWord): boolean {
  return LINE_WARNINGS.has(warningKind(word));
}
