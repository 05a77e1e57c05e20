import { z } from 'zod';
import { formatInstant, type Instant } from '../../../domain/time/instant.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { ALL_SCOPES } from '../../caller/principal.js';
import { isOpen, type EmergencyAccess } from './emergency-access.js';

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

export type EmergencyAnswer = z.output<typeof emergencyAnswer>;

/** Instants are ISO 8601 in UTC. */
export function toEmergencyAnswer(access: EmergencyAccess, now: Instant): EmergencyAnswer {
  const { id, userId, reason, patientId, scopes, openedAt, endsAt, endedAt, endedBy } = access;
  return {
    ...{ id, userId, reason, patientId },
    scopes: [...scopes],
    open: isOpen(access, now),
    openedAt: formatInstant(openedAt),
    endsAt: formatInstant(endsAt),
    endedAt: endedAt && formatInstant(endedAt),
    endedBy,
  };
}
