import type { SourceFlag } from '../../assess/flags.js';
import { FLAG_TEXT } from './flag-text.js';
import { PARK_TEXT, TIME_CUT_TEXT } from './reason-text.js';

const SOURCE_FLAG_TEXT: Readonly<Record<SourceFlag, string>> = {
  reading_before_first_window: FLAG_TEXT.reading_before_first_window,
  correction_after_billing: FLAG_TEXT.correction_after_billing,
  multiple_practices_oig_measure: FLAG_TEXT.multiple_practices_oig_measure,
};

/** Why something waits for a person. */
export const REVIEW_TEXT = {
  ...SOURCE_FLAG_TEXT,
  review_required: 'the rules require a review before the charge is approved',
  adjustment_proposed: 'a decided charge no longer agrees with the facts',
  ...TIME_CUT_TEXT,
  ...PARK_TEXT,
} as const;

export type ReviewReason = keyof typeof REVIEW_TEXT;
