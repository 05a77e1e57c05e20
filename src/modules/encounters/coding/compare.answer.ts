import { z } from 'zod';
import {
  compareBases,
  compareCircumstances,
  type Circumstance,
} from '../../../domain/assess/telehealth/line/compare.js';
import type { PracticeTables } from '../../../domain/assess/telehealth/practice-tables.js';
import type { EncounterFacts } from '../../../domain/facts/encounter.js';
import { dayText } from '../../../platform/http/answers/answer-fields.js';
import type { Shown } from '../../../platform/http/answers/answers.decorator.js';
import { assessmentAnswer, toAssessmentAnswer } from './assessment.answer.js';

export const compareAnswer = z.strictObject({
  bases: z.strictObject({
    byTime: assessmentAnswer.nullable(),
    byMdm: assessmentAnswer.nullable(),
    chosen: assessmentAnswer,
  }),
  circumstances: z.array(
    z.strictObject({ payer: z.string(), dateOfService: dayText, answer: assessmentAnswer }),
  ),
});

/**
 * `byTime` uses the minutes alone and `byMdm` the decision making alone; null: none was recorded. `circumstances` are in the
 * order requested.
 */
export type CompareAnswer = Shown<z.output<typeof compareAnswer>>;

/** Compares one encounter by each basis and under other circumstances. */
export function toCompareAnswer(
  facts: EncounterFacts,
  circumstances: readonly Circumstance[],
  practice: PracticeTables,
): CompareAnswer {
  const { byTime, byMdm, chosen } = compareBases(facts, practice);
  return {
    bases: {
      byTime: byTime && toAssessmentAnswer(byTime),
      byMdm: byMdm && toAssessmentAnswer(byMdm),
      chosen: toAssessmentAnswer(chosen),
    },
    circumstances: compareCircumstances(facts, circumstances, practice).map(
      ({ payer, dateOfService, assessment }) => ({
        payer,
        dateOfService,
        answer: toAssessmentAnswer(assessment),
      }),
    ),
  };
}
