import { z } from 'zod';
import { instantField } from '../../../platform/http/input-fields.js';
import { ALL_SCOPES, GATEWAY_SCOPES } from '../../caller/principal.js';

const OVERLAP_MINUTES = 24 * 60;
const OVERLAP_MINUTES_MAX = 30 * 24 * 60;

const holderName = z.string().regex(/^[A-Za-z0-9._@-]{1,64}$/, 'must be 1 to 64 letters, digits or . _ @ -');

export const credentialInput = z
  .strictObject({
    kind: z.enum(['person', 'gateway']),
    principalId: holderName,
    scopes: z.array(z.enum(ALL_SCOPES)).min(1).max(ALL_SCOPES.length),
    source: holderName.nullish(),
    staffId: holderName.nullish(),
    expiresAt: instantField.nullish(),
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

export type CredentialInput = z.output<typeof credentialInput>;

export const rotationInput = z.strictObject({
  /** How long the old credential stays valid. */
  overlapMinutes: z.int().min(0).max(OVERLAP_MINUTES_MAX).default(OVERLAP_MINUTES),
});

export type RotationInput = z.output<typeof rotationInput>;
