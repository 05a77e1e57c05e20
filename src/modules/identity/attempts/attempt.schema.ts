import { Schema } from 'mongoose';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';
import type { AttemptDoc } from './attempt.doc.js';

export const ATTEMPTS = 'signInAttempts';

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
