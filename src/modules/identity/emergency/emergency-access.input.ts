import { z } from 'zod';
import { instantCursorField } from '../../../platform/http/answers/instant-cursor.js';
import { recordId } from '../../../platform/http/input-fields.js';

const MINUTES_MAX = 60;
const MINUTES_DEFAULT = 30;
/** Long enough that "it was urgent" does not pass as a reason. */
const REASON_CHARACTERS_MIN = 15;
const REASON_CHARACTERS_MAX = 500;
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;
const ID = /[0-9a-f]{18}/;

export const openEmergencyInput = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(REASON_CHARACTERS_MIN)
    .max(REASON_CHARACTERS_MAX)
    .describe('stored in the audit log: do not include names or measured values'),
  code: z.string().trim().min(1).max(64).describe('the current one-time code of the authenticator'),
  minutes: z.int().min(1).max(MINUTES_MAX).default(MINUTES_DEFAULT),
  patientId: recordId
    .nullable()
    .default(null)
    .describe('the patient concerned; recorded, but does not limit the access'),
});
export type OpenEmergencyInput = z.output<typeof openEmergencyInput>;

export const emergencyParameter = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{18}$/, 'must be the id of an emergency access'),
});

export const emergencyQuery = z.strictObject({
  cursor: instantCursorField(ID).optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
});
