import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';

export const CREDENTIALS = 'credentials';
/** The purpose that encryption binds to a secret. */
export const SECRET = 'credentials.secret';

export interface CredentialDoc {
  _id: string;
  practiceId: string;
  id: string;
  tokenHash: string;
  kind: string;
  principalId: string;
  scopes: string[];
  source: string | null;
  staffId: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  scheme: string;
  /** A gateway's signing secret, encrypted: a signature cannot be checked against a hash. Null for bearer tokens. */
  secret: string | null;
  lastUsedAt: Date | null;
  rotatedFrom: string | null;
  replacedBy: string | null;
}

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
