import { z } from 'zod';
import { formatInstant, parseInstant, type Instant } from '../../../domain/time/instant.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { ALL_SCOPES, GATEWAY_SCOPES } from '../../caller/principal.js';
import type { Credential } from './credential.js';

const SOON_MS = 14 * 86_400_000;
const OVERLAP_MINUTES = 24 * 60;
const OVERLAP_MINUTES_MAX = 30 * 24 * 60;

const name = z.string().regex(/^[A-Za-z0-9._@-]{1,64}$/, 'must be 1 to 64 letters, digits or . _ @ -');
const expiry = z.string().transform((text, context): Instant => {
  const value = parseInstant(text);
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: 'must be an ISO 8601 time with an offset' });
  return z.NEVER;
});

export const credentialRequestSchema = z
  .strictObject({
    kind: z.enum(['person', 'gateway']),
    principalId: name,
    scopes: z.array(z.enum(ALL_SCOPES)).min(1).max(ALL_SCOPES.length),
    source: name.nullish(),
    staffId: name.nullish(),
    expiresAt: expiry.nullish(),
    scheme: z.enum(['bearer', 'hmac']).default('bearer'),
  })
  .refine((request) => request.kind !== 'gateway' || typeof request.source === 'string', {
    path: ['source'],
    message: 'a gateway needs a source',
  })
  .refine(
    ({ kind, scopes }) => kind !== 'gateway' || scopes.every((scope) => GATEWAY_SCOPES.includes(scope)),
    { path: ['scopes'], message: `a gateway may hold ${GATEWAY_SCOPES.join(', ')} only` },
  )
  .refine(({ kind, scheme }) => kind === 'gateway' || scheme === 'bearer', {
    path: ['scheme'],
    message: 'hmac is for gateways',
  });

export type CredentialRequestBody = z.output<typeof credentialRequestSchema>;

export const rotationSchema = z.strictObject({
  /** How long the former credential still holds. */
  overlapMinutes: z.int().min(0).max(OVERLAP_MINUTES_MAX).default(OVERLAP_MINUTES),
});

export type RotationBody = z.output<typeof rotationSchema>;

export const credentialAnswer = z
  .strictObject({
    id: z.string(),
    state: z.enum(['active', 'expiring', 'expired', 'revoked']),
    scheme: z.enum(['bearer', 'hmac']),
    kind: z.enum(['person', 'gateway', 'job']),
    principalId: z.string(),
    scopes: z.array(z.enum(ALL_SCOPES)),
    source: z.string().nullable(),
    staffId: z.string().nullable(),
    createdAt: instantText,
    expiresAt: instantText.nullable(),
    revokedAt: instantText.nullable(),
    lastUsedAt: instantText.nullable(),
    rotatedFrom: z.string().nullable(),
    replacedBy: z.string().nullable(),
  })
  .meta({ id: 'Credential' });
/** With the token or secret itself. */
export const issuedAnswer = credentialAnswer.extend({ token: z.string() });

/** A credential as the API shows it, without its hash or secret. `expiring`: it ends within 14 days. */
export function credentialView(credential: Credential, now: Instant) {
  const text = (value: Instant | null) => (value === null ? null : formatInstant(value));
  return {
    id: credential.id,
    state: stateOf(credential, now),
    scheme: credential.scheme,
    kind: credential.kind,
    principalId: credential.principalId,
    scopes: credential.scopes,
    source: credential.source,
    staffId: credential.staffId,
    createdAt: formatInstant(credential.createdAt),
    expiresAt: text(credential.expiresAt),
    revokedAt: text(credential.revokedAt),
    lastUsedAt: text(credential.lastUsedAt),
    rotatedFrom: credential.rotatedFrom,
    replacedBy: credential.replacedBy,
  };
}

function stateOf(
  { revokedAt, expiresAt }: Credential,
  now: Instant,
): z.output<typeof credentialAnswer>['state'] {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null || expiresAt - now > SOON_MS) return 'active';
  return expiresAt <= now ? 'expired' : 'expiring';
}
