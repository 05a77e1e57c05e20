import { z } from 'zod';
import { formatInstant, type Instant } from '../../../domain/time/instant.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { ALL_SCOPES } from '../../caller/principal.js';
import type { Credential } from './credential.js';

/** How soon a credential must end to be shown as `expiring`. */
const SOON_MS = 14 * 86_400_000;

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
type CredentialAnswer = z.output<typeof credentialAnswer>;

/** Also holds the token or signing secret. */
export const issuedCredentialAnswer = credentialAnswer.extend({ token: z.string() });

/** Leaves out the hash and the secret. `expiring` means that it ends within 14 days. */
export function toCredentialAnswer(credential: Credential, now: Instant): CredentialAnswer {
  const text = (value: Instant | null) => (value === null ? null : formatInstant(value));
  return {
    id: credential.id,
    state: stateOf(credential, now),
    scheme: credential.scheme,
    kind: credential.kind,
    principalId: credential.principalId,
    scopes: [...credential.scopes],
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

function stateOf({ revokedAt, expiresAt }: Credential, now: Instant): CredentialAnswer['state'] {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null || expiresAt - now > SOON_MS) return 'active';
  return expiresAt <= now ? 'expired' : 'expiring';
}
