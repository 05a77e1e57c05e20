import { Schema } from 'mongoose';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';

export const ATTEMPTS = 'signInAttempts';

/** Consecutive failures of one name or one address. The id is a hash of it. */
export interface AttemptDoc {
  _id: string;
  count: number;
  blockedUntil: Date;
  forgottenAt: Date;
}

export const attemptSchema = new Schema<AttemptDoc>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    blockedUntil: { type: Date, required: true },
    forgottenAt: { type: Date, required: true },
  },
  {
    collection: ATTEMPTS,
    versionKey: false,
    id: false,
    ...tenancy({
      outsidePractices:
        'attempts are counted before the user is known, and an address belongs to no practice',
    }),
  },
);
attemptSchema.index({ forgottenAt: 1 });
