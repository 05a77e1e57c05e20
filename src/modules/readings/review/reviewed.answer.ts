import { z } from 'zod';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { readingAnswer, toReadingAnswer } from '../reading.answer.js';
import type { ReviewOutcome } from './reading-review.service.js';

export const reviewedAnswer = z.strictObject({
  outcome: z.enum(['done', 'unchanged']),
  reading: readingAnswer,
});
export type ReviewedAnswer = z.output<typeof reviewedAnswer>;

/** @throws ProblemError 404 for an unknown reading; 409 when its status does not allow the decision */
export function toReviewedAnswer(outcome: ReviewOutcome): ReviewedAnswer {
  switch (outcome.outcome) {
    case 'not_found':
      throw new ProblemError(404, 'There is no such reading.');
    case 'wrong_status':
      throw new ProblemError(409, `The reading is ${outcome.reading.status}.`);
    case 'done':
    case 'unchanged':
      return { outcome: outcome.outcome, reading: toReadingAnswer(outcome.reading) };
  }
}
