import { z } from 'zod';
import { formatInstant, type Instant } from '../../../domain/time/instant.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { instantCursorField } from '../../../platform/http/answers/instant-cursor.js';
import { ALL_SCOPES } from '../../caller/principal.js';
import { isOpen, type EmergencyAccess } from './emergency-access.js';

export const MINUTES_MAX = 60;
const MINUTES_DEFAULT = 30;
/** "It was urgent" says why to nobody who reads it later. */
const REASON_CHARACTERS_MIN = 15;
const REASON_CHARACTERS_MAX = 500;
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;
const ID = /[0-9a-f]{18}/;

export const openEmergencyBody = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(REASON_CHARACTERS_MIN)
    .max(REASON_CHARACTERS_MAX)
    .describe('kept in the audit log: no names or values'),
  code: z.string().trim().min(1).max(64).describe('the one-time code that the authenticator shows now'),
  minutes: z.int().min(1).max(MINUTES_MAX).default(MINUTES_DEFAULT),
  patientId: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be the id of a patient')
    .nullable()
    .default(null)
    .describe('whom it is about; it is recorded and bounds nothing'),
});
export type OpenEmergencyBody = z.output<typeof openEmergencyBody>;

export const emergencyParameter = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{18}$/, 'must be the id of an emergency access'),
});

export const emergencyQuery = z.strictObject({
  cursor: instantCursorField(ID).optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
});

export const emergencyAnswer = z
  .strictObject({
    id: z.string(),
    userId: z.string(),
    reason: z.string(),
    patientId: z.string().nullable(),
    scopes: z.array(z.enum(ALL_SCOPES)),
    open: z.boolean(),
    openedAt: instantText,
    endsAt: instantText,
    endedAt: instantText.nullable(),
    endedBy: z.string().nullable(),
  })
  .meta({ id: 'EmergencyAccess' });

/** As the API shows it; instants are ISO 8601 in UTC. */
export function emergencyView(access: EmergencyAccess, now: Instant) {
  const { id, userId, reason, patientId, scopes, openedAt, endsAt, endedAt, endedBy } = access;
  return {
    ...{ id, userId, reason, patientId, scopes },
    open: isOpen(access, now),
    openedAt: formatInstant(openedAt),
    endsAt: formatInstant(endsAt),
    endedAt: endedAt && formatInstant(endedAt),
    endedBy,
  };
}

export type EmergencyView = ReturnType<typeof emergencyView>;
