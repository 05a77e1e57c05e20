import { z } from 'zod';
import { instantCursorField } from '../../../platform/http/answers/instant-cursor.js';
import { localDateField } from '../../../platform/http/input-fields.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;

/** `from` and `to` are days in UTC, both included. */
export const accessReportQuery = z
  .strictObject({
    from: localDateField.optional(),
    to: localDateField.optional(),
    cursor: instantCursorField(/[A-Za-z0-9_-]{1,64}/).optional(),
    limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'must not be before from',
  });
export type AccessReportQuery = z.output<typeof accessReportQuery>;
