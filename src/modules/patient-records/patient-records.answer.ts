import { z } from 'zod';
import { dayText, pageAnswer } from '../../platform/http/answers/answer-fields.js';
import { TextBody } from '../../platform/http/answers/answers.decorator.js';
import { erasure } from '../patients/erasure/erasure.js';

export const recordAnswer = new TextBody(
  'application/x-ndjson',
  '`collection` and `document` on each line; counts on the last.',
);

export const erasedAnswer = z.strictObject({ patientId: z.string(), erasure });
export type ErasedAnswer = z.output<typeof erasedAnswer>;

/** `keptUntil`: the first day on which the last of the patient's evidence may be removed. */
export const retentionDueAnswer = pageAnswer(z.strictObject({ patientId: z.string(), keptUntil: dayText }));
export type RetentionDueAnswer = z.output<typeof retentionDueAnswer>;
