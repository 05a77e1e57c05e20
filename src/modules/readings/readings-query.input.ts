import { z } from 'zod';
import { instantCursorField } from '../../platform/http/answers/instant-cursor.js';
import { localDateField, recordId } from '../../platform/http/input-fields.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;

const paging = {
  cursor: instantCursorField(/[\w-]{1,64}/).optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
};

export const readingsQuery = z.strictObject({
  patientId: recordId,
  from: localDateField.optional(),
  to: localDateField.optional(),
  ...paging,
});
export type ReadingsQuery = z.output<typeof readingsQuery>;

export const quarantineQuery = z.strictObject(paging);
export type QuarantineQuery = z.output<typeof quarantineQuery>;
