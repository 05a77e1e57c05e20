import { z } from 'zod';
import { localDateField, recordId } from '../../../platform/http/input-fields.js';
import { encounterContent } from './encounter.js';

const PAGE_DEFAULT = 100;
const PAGE_MAX = 500;

const encounterId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}(~[1-9]\d{0,3})?$/, 'must be the id of an encounter, such as V1 or V1~1');
export const encounterParameter = z.strictObject({ id: encounterId });
export type EncounterParameter = z.output<typeof encounterParameter>;

const SERVER_FIELDS = new Set([
  ...['version', 'practiceId', 'rootId', 'amendment', 'amendReason', 'status', 'createdBy', 'createdAt'],
  ...['signed', 'supersededBy'],
]);

/** A body may be an encounter as it was read. Fields that the server keeps are ignored. */
function asRead(body: unknown, alsoId: boolean): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).filter(([field]) => !SERVER_FIELDS.has(field) && !(alsoId && field === 'id')),
  );
}
export const encounterPutBody = z.preprocess((body) => asRead(body, true), encounterContent);
export const encounterPostBody = z.preprocess(
  (body) => asRead(body, false),
  encounterContent.safeExtend({ id: recordId }),
);

const CURSOR = /^(\d{4}-\d{2}-\d{2}) (.{1,80})$/;
export const encountersQuery = z.strictObject({
  patientId: recordId.optional(),
  clinicianId: recordId.optional(),
  status: z.enum(['draft', 'finalized', 'voided']).optional(),
  from: localDateField.optional(),
  to: localDateField.optional(),
  /** The `next` of the previous page. */
  cursor: z
    .string()
    .max(200)
    .transform((text, context) => {
      const [, day, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
      const dateOfService = localDateField.safeParse(day);
      if (dateOfService.success && id !== undefined) return { dateOfService: dateOfService.data, id };
      context.addIssue({ code: 'custom', message: 'must be the "next" of an earlier page' });
      return z.NEVER;
    })
    .optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
});

const segmentModality = z.enum(['audio-video', 'audio-only', 'online-digital', 'in-person', 'other']);
export const startSegmentBody = z.strictObject({
  modality: segmentModality,
  staffId: recordId.nullable().default(null).describe('null: the clinician'),
});
export const stopSegmentBody = z.preprocess(
  (body) => body ?? {},
  z.strictObject({ staffId: recordId.nullable().default(null) }),
);

export const amendBody = z.strictObject({
  reason: z.string().trim().min(1).max(500),
  void: z.boolean().default(false).describe('voids the encounter as a whole'),
});
