import { z } from 'zod';
import {
  compareBases,
  compareCircumstances,
  type Circumstance,
} from '../../../domain/assess/telehealth/line/compare.js';
import type { PracticeTables } from '../../../domain/assess/telehealth/practice-tables.js';
import type { EncounterFacts } from '../../../domain/facts/encounter.js';
import { dayText } from '../../../platform/http/answers/answer-fields.js';
import { assessmentAnswer, assessmentBody, type AssessmentAnswer } from './assessment.answer.js';

export interface CompareAnswer {
  readonly bases: {
    /** By its minutes alone; null if none were recorded. */
    readonly byTime: AssessmentAnswer | null;
    /** By its decision making alone; null if none was recorded. */
    readonly byMdm: AssessmentAnswer | null;
    readonly chosen: AssessmentAnswer;
  };
  /** Under other payers and dates, in the order requested. */
  readonly circumstances: readonly (Circumstance & { readonly answer: AssessmentAnswer })[];
}

export const compareAnswerBody = z.strictObject({
  bases: z.strictObject({
    byTime: assessmentBody.nullable(),
    byMdm: assessmentBody.nullable(),
    chosen: assessmentBody,
  }),
  circumstances: z.array(
    z.strictObject({ payer: z.string(), dateOfService: dayText, answer: assessmentBody }),
  ),
});

/** Compares one encounter by each basis and under other circumstances. */
export function compareAnswer(
  facts: EncounterFacts,
  circumstances: readonly Circumstance[],
  practice: PracticeTables,
): CompareAnswer {
  const { byTime, byMdm, chosen } = compareBases(facts, practice);
  return {
    bases: {
      byTime: byTime && assessmentAnswer(byTime),
      byMdm: byMdm && assessmentAnswer(byMdm),
      chosen: assessmentAnswer(chosen),
    },
    circumstances: compareCircumstances(facts, circumstances, practice).map(
      ({ payer, dateOfService, assessment }) => ({
        payer,
        dateOfService,
        answer: assessmentAnswer(assessment),
      }),
    ),
  };
}
