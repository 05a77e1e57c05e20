import { z } from 'zod';
import type { EncounterDecision } from '../../../domain/assess/encounters/decide-encounters.js';
import { REFUSAL_WORDS } from '../../../domain/rulebook/telehealth/words.js';
import { problemWith } from '../../../platform/errors/problem.js';
import type { Shown } from '../../../platform/http/answers/answers.decorator.js';
import { assessmentAnswer, toAssessmentAnswer } from './assessment.answer.js';

export const decisionAnswer = assessmentAnswer
  .extend({
    refusals: z.array(z.strictObject({ word: z.enum(REFUSAL_WORDS), detail: z.string() })),
    payerId: z.string().nullable(),
    payerProfile: z.string().nullable(),
    carriedBy: z.string().nullable(),
  })
  .meta({ id: 'EncounterDecision' });
/** Why nothing was locked. */
export const notFinalizedAnswer = problemWith(decisionAnswer.partial().shape);

/**
 * What finalizing would come to, or came to. `carriedBy` is the encounter whose charge also reports this one; null: it
 * reports itself.
 */
export type DecisionAnswer = Shown<z.output<typeof decisionAnswer>>;

export function toDecisionAnswer({ assessment, record, carriedBy }: EncounterDecision): DecisionAnswer {
  return {
    ...toAssessmentAnswer(assessment),
    refusals: assessment.refusals.map(({ word, detail }) => ({ word, detail })),
    payerId: record.payer?.payerId ?? null,
    payerProfile: record.payer?.profile ?? null,
    carriedBy,
  };
}
