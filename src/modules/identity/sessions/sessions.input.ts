import { z } from 'zod';
import { formatInstant } from '../../../domain/time/instant.js';
import { count, instantText } from '../../../platform/http/answers/answer-fields.js';
import { ALL_SCOPES, holds } from '../../caller/principal.js';
import { ROLES } from '../users/role.js';
import type { Session } from './session.js';
import type { OpenSession } from './sessions.service.js';

const TEXT_MAX = 256;
const proof = {
  password: z.string().min(1).max(TEXT_MAX),
  code: z.string().trim().min(1).max(64).describe('a one-time code or a recovery code'),
};

export const signInSchema = z.strictObject({
  practice: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be a practice id'),
  user: z.string().trim().toLowerCase().min(1).max(64),
  ...proof,
});
export const proofSchema = z.strictObject(proof);
export const codeSchema = z.strictObject({ code: proof.code.describe('what the authenticator shows now') });
export const passwordSchema = z.strictObject({ ...proof, newPassword: z.string().min(1).max(TEXT_MAX) });
export const sessionParameter = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{18}$/, 'must be a session id'),
});

const setupToken = z.string().min(1).max(TEXT_MAX);
export const accountSetupStartInput = z.strictObject({ token: setupToken });
export const accountSetupFinishInput = z.strictObject({ token: setupToken, ...proof });

export const sessionAnswer = z.strictObject({
  id: z.string(),
  createdAt: instantText,
  lastSeenAt: instantText,
  expiresAt: instantText,
  address: z.string(),
  agent: z.string().nullable(),
});
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
export const recoveryCodesAnswer = z.strictObject({ recoveryCodes: z.array(z.string()) });

/** Who is signed in, and what the person may do. */
export function signedInView({ user, principal, session, emergency }: OpenSession) {
  return {
    practiceId: user.practiceId,
    user: { id: user.id, name: user.name, roles: user.roles, staffId: user.staffId },
    scopes: ALL_SCOPES.filter((scope) => holds(principal, scope)),
    recoveryCodesLeft: user.secrets.recoveryHashes.length,
    session: sessionView(session),
    /** The scopes hold no longer than it. */
    emergency: emergency && { id: emergency.id, endsAt: formatInstant(emergency.endsAt) },
  };
}

export function sessionView(session: Session) {
  return {
    id: session.id,
    createdAt: formatInstant(session.createdAt),
    lastSeenAt: formatInstant(session.lastSeenAt),
    expiresAt: formatInstant(session.expiresAt),
    address: session.address,
    agent: session.agent,
  };
}
