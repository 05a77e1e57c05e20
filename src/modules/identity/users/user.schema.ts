import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';
import type { UserDoc } from './user.doc.js';

export const USERS = 'users';

export const NAME = 'users.name';
/** The pending and the confirmed secret share this purpose, because confirming moves the value unchanged. */
export const TOTP_SECRET = 'users.totpSecret';

export const userSchema = new Schema<UserDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    id: { type: String, required: true },
    name: { type: String, required: true },
    roles: { type: [String], required: true },
    staffId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    disabledAt: { type: Date, default: null },
    accountSetupHash: { type: String, default: null },
    accountSetupExpiresAt: { type: Date, default: null },
    passwordHash: { type: String, default: null },
    totpSecret: { type: String, default: null },
    totpLastStep: { type: Number, required: true },
    recoveryHashes: { type: [String], required: true },
    pendingTotpSecret: { type: String, default: null },
    epoch: { type: Number, required: true },
  },
  {
    collection: USERS,
    versionKey: false,
    id: false,
    ...sealed({ name: NAME, totpSecret: TOTP_SECRET, pendingTotpSecret: TOTP_SECRET }),
    ...tenancy({
      crossPractice: [
        {
          operation: 'findOne',
          filter: { accountSetupHash: 'text' },
          reason: 'the token identifies the user, and so the practice',
        },
      ],
    }),
  },
);
userSchema.index({ practiceId: 1, id: 1 });
// Not unique: the field is null for most users, and tokens are random.
userSchema.index({ accountSetupHash: 1 });
