import { z } from 'zod';
import { parseChargeId } from '../../../domain/charges/charge-id.js';
import {
  instantField,
  localDateField,
  recordId,
  yearMonthField,
} from '../../../platform/http/input-fields.js';
import { procedureCode } from '../../records/field-schemas.js';

const PAGE_DEFAULT = 100;
const PAGE_MAX = 500;
const REASON_MAX = 500;
const BULK_MAX = 500;

const chargeIdField = z
  .string()
  .max(200)
  .refine((text) => parseChargeId(text) !== null, 'must be a charge id such as E1~supply~2026-01-03~99454');
const sourceIdField = z.string().regex(/^[A-Za-z0-9._~-]{1,200}$/, 'must be the id of a source of charges');
const reasonField = z.string().trim().min(1, 'must not be empty').max(REASON_MAX);
const statusField = z.enum(['proposed', 'approved', 'held', 'exported', 'replaced', 'voided', 'withdrawn']);

export const chargeIdParameter = z.strictObject({ id: chargeIdField });
export const sourceIdParameter = z.strictObject({ sourceId: sourceIdField });
export const notBilledParameter = z.strictObject({ sourceId: sourceIdField, code: procedureCode });

const paging = {
  /** The `next` of the previous page. */
  cursor: z
    .string()
    .max(400)
    .transform((text) => Buffer.from(text, 'base64url').toString())
    .optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
};

export const chargesQuery = z.strictObject({
  month: yearMonthField.optional(),
  status: statusField.optional(),
  patientId: recordId.optional(),
  ...paging,
});
export const notBilledQuery = z.strictObject({
  month: yearMonthField.optional(),
  patientId: recordId.optional(),
  reason: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/)
    .optional(),
  ...paging,
});
/** `reason` is the reason of the review items. */
export const reviewItemsQuery = notBilledQuery.extend({
  reason: z
    .string()
    .regex(/^[a-z0-9_-]{1,64}$/)
    .optional(),
});
export const parkedQuery = z.strictObject(paging);

export const reasonBody = z.strictObject({ reason: reasonField });
export const optionalReasonBody = z.preprocess(
  (body) => body ?? {},
  z.strictObject({ reason: reasonField.optional() }),
);
export const editBody = z
  .strictObject({
    reason: reasonField,
    units: z.int().min(1).max(100).exactOptional(),
    modifiers: z
      .array(z.string().regex(/^[A-Z0-9]{2}$/, 'must be a modifier of two characters'))
      .max(4)
      .exactOptional(),
    dateOfService: localDateField.exactOptional(),
  })
  .refine(
    ({ units, modifiers, dateOfService }) =>
      units !== undefined || modifiers !== undefined || dateOfService !== undefined,
    'must change units, modifiers or dateOfService',
  );

export const bulkApproveBody = z
  .strictObject({
    ids: z.array(chargeIdField).min(1).max(BULK_MAX).exactOptional(),
    filter: z
      .strictObject({
        month: yearMonthField.exactOptional(),
        patientId: recordId.exactOptional(),
        withReviewRequired: z
          .boolean()
          .default(false)
          .describe('charges that a person must look at are left out unless asked for'),
      })
      .exactOptional(),
    limit: z.int().min(1).max(BULK_MAX).default(BULK_MAX).describe('of a filter'),
    reason: reasonField.exactOptional(),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    path: ['ids'],
    message: 'name either ids or a filter',
  });

export const closingRunBody = z.preprocess(
  (body) => body ?? {},
  z.strictObject({
    asOf: instantField.optional().describe('not later than now; the default is now'),
    graceDays: z.int().min(0).max(60).optional(),
    dryRun: z.boolean().default(false),
    patientIds: z.array(recordId).min(1).max(1000).optional().describe('not given: the whole practice'),
  }),
);

export type ChargesQuery = z.output<typeof chargesQuery>;
export type NotBilledQuery = z.output<typeof notBilledQuery>;
