import { z } from 'zod';
import { formatInstant } from '../../../domain/time/instant.js';
import { count, instantText } from '../../../platform/http/answers/answer-fields.js';
import { ALL_SCOPES, holds } from '../../caller/principal.js';
import { ROLES } from '../users/role.js';
import type { Session } from './session.js';
import type { OpenSession } from './sessions.service.js';

export const sessionAnswer = z.strictObject({
  id: z.string(),
  createdAt: instantText,
  lastSeenAt: instantText,
  expiresAt: instantText,
  address: z.string(),
  agent: z.string().nullable(),
});
export type SessionAnswer = z.output<typeof sessionAnswer>;

export const signedInAnswer = z
  .strictObject({
    practiceId: z.string(),
    user: z.strictObject({
      id: z.string(),
      name: z.string(),
      roles: z.array(z.enum(ROLES)),
      staffId: z.string().nullable(),
    }),
    scopes: z.array(z.enum(ALL_SCOPES)),
    recoveryCodesLeft: count,
    session: sessionAnswer,
    emergency: z.strictObject({ id: z.string(), endsAt: instantText }).nullable(),
  })
  .meta({ id: 'SignedIn' });
export type SignedInAnswer = z.output<typeof signedInAnswer>;

export const recoveryCodesAnswer = z.strictObject({ recoveryCodes: z.array(z.string()) });

/** Who is signed in, and what the user may do. */
export function toSignedInAnswer({ user, principal, session, emergency }: OpenSession): SignedInAnswer {
  return {
    practiceId: user.practiceId,
    user: { id: user.id, name: user.name, roles: [...user.roles], staffId: user.staffId },
    scopes: ALL_SCOPES.filter((scope) => holds(principal, scope)),
    recoveryCodesLeft: user.secrets.recoveryHashes.length,
    session: toSessionAnswer(session),
    /** While it is open, its scopes are part of `scopes`. */
    emergency: emergency && { id: emergency.id, endsAt: formatInstant(emergency.endsAt) },
  };
}

export function toSessionAnswer(session: Session): SessionAnswer {
  return {
    id: session.id,
    createdAt: formatInstant(session.createdAt),
    lastSeenAt: formatInstant(session.lastSeenAt),
    expiresAt: formatInstant(session.expiresAt),
    address: session.address,
    agent: session.agent,
  };
}
