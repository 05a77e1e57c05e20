import { z } from 'zod';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { readingAnswer, toFullView } from '../reading.answer.js';
import type { ReviewAnswer } from './reading-review.service.js';

export const reviewedAnswer = z.strictObject({
  outcome: z.enum(['done', 'unchanged']),
  reading: readingAnswer,
});

/** The answer to a person's decision over HTTP. */
export function reviewed(answer: ReviewAnswer) {
  switch (answer.outcome) {
    case 'not_found':
      throw new ProblemError(404, 'There is no such reading.');
    case 'wrong_status':
      throw new ProblemError(409, `The reading is ${answer.reading.status}.`);
    case 'done':
    case 'unchanged':
      return { outcome: answer.outcome, reading: toFullView(answer.reading) };
  }
}

export type Reviewed = ReturnType<typeof reviewed>;
