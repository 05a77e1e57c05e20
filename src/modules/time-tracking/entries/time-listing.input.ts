import { z } from 'zod';
import { instantCursorField } from '../../../platform/http/answers/instant-cursor.js';
import { recordId, yearMonthField } from '../../../platform/http/input-fields.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1_000;

export const timeListingInput = z
  .object({
    patientId: recordId.optional(),
    staffId: recordId.optional(),
    month: yearMonthField.optional(),
    cursor: instantCursorField(/.{1,200}/).optional(),
    limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
  })
  .refine((query) => query.patientId !== undefined || query.staffId !== undefined, {
    path: ['patientId'],
    message: 'patientId or staffId is required',
  });
export type TimeListingInput = z.output<typeof timeListingInput>;
