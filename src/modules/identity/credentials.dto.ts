import { z } from 'zod';
import { formatInstant, parseInstant, type Instant } from '../../domain/time/instant.js';
import type { Credential } from './credential.js';
import { ALL_SCOPES } from './principal.js';

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
  })
  .refine((request) => request.kind !== 'gateway' || typeof request.source === 'string', {
    path: ['source'],
    message: 'a gateway needs a source',
  });

export type CredentialRequestBody = z.output<typeof credentialRequestSchema>;

/** A credential as the API shows it, without its hash. */
export function credentialView(credential: Credential) {
  const text = (value: Instant | null) => (value === null ? null : formatInstant(value));
  return {
    id: credential.id,
    kind: credential.kind,
    principalId: credential.principalId,
    scopes: credential.scopes,
    source: credential.source,
    staffId: credential.staffId,
    createdAt: formatInstant(credential.createdAt),
    expiresAt: text(credential.expiresAt),
    revokedAt: text(credential.revokedAt),
  };
}
