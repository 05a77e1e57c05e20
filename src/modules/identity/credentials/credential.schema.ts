import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';
import type { CredentialDoc } from './credential.doc.js';

export const CREDENTIALS = 'credentials';
/** The purpose that encryption binds to a secret. */
export const SECRET = 'credentials.secret';

export const credentialSchema = new Schema<CredentialDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    id: { type: String, required: true },
    tokenHash: { type: String, required: true },
    kind: { type: String, required: true },
    principalId: { type: String, required: true },
    scopes: { type: [String], required: true },
    source: { type: String, default: null },
    staffId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
    scheme: { type: String, required: true },
    secret: { type: String, default: null },
    lastUsedAt: { type: Date, default: null },
    rotatedFrom: { type: String, default: null },
    replacedBy: { type: String, default: null },
  },
  {
    collection: CREDENTIALS,
    versionKey: false,
    id: false,
    ...sealed({ secret: SECRET }),
    ...tenancy({
      crossPractice: [
        {
          operation: 'findOne',
          filter: { tokenHash: 'text' },
          reason: 'the token identifies the caller, and so the practice',
        },
        {
          operation: 'findOne',
          filter: { id: 'text' },
          reason: 'a signed request names its credential, which identifies the practice',
        },
      ],
    }),
  },
);
credentialSchema.index({ tokenHash: 1 }, { unique: true });
credentialSchema.index({ practiceId: 1 });
credentialSchema.index({ id: 1 }, { unique: true });
