import { z } from 'zod';
import { recordId, textField, yearMonthField } from '../../../platform/http/input-fields.js';

const LINES_MAX = 5000;
const NUMBER_MAX = 1_000_000_000;
const PAGE_MAX = 100;

export const createBody = z.preprocess(
  (body) => body ?? {},
  z.strictObject({
    month: yearMonthField.exactOptional(),
    patientId: recordId.exactOptional(),
    number: z
      .int()
      .min(1)
      .max(NUMBER_MAX)
      .exactOptional()
      .describe('the batch to create; if it already exists, that batch is returned'),
    limit: z.int().min(1).max(LINES_MAX).default(LINES_MAX),
  }),
);
export type CreateBody = z.output<typeof createBody>;

export const numberParameter = z.strictObject({ number: z.coerce.number().int().min(1).max(NUMBER_MAX) });
export type NumberParameter = z.output<typeof numberParameter>;

export const withdrawBody = z.strictObject({ reason: textField(500) });
export type WithdrawBody = z.output<typeof withdrawBody>;

export const batchesQuery = z.strictObject({
  cursor: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(25),
});
export type BatchesQuery = z.output<typeof batchesQuery>;
