import { z } from 'zod';
import { count, dayText } from '../../../platform/http/answers/answer-fields.js';

const threshold = {
  met: z.boolean(),
  lastDay: dayText
    .nullable()
    .describe('the last day on which it can still be met; null: already met, or too late'),
};

export const progressAnswer = z.strictObject({
  enrollmentId: z.string(),
  today: dayText,
  window: z
    .strictObject({
      start: dayText,
      end: dayText,
      days: count,
      lastReadingDay: dayText.nullable(),
      readingToday: z.boolean(),
      thresholds: z.array(z.strictObject({ days: count, ...threshold })),
    })
    .nullable(),
  month: z
    .strictObject({
      month: z.string().regex(/^\d{4}-\d{2}$/),
      end: dayText,
      minutes: count,
      seconds: count,
      conversation: z.boolean(),
      thresholds: z.array(z.strictObject({ minutes: count, ...threshold })),
    })
    .nullable(),
});
