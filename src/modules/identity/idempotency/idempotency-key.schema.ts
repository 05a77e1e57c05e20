import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';
import type { IdempotencyKeyDoc } from './idempotency-key.doc.js';

export const IDEMPOTENCY_KEYS = 'idempotencyKeys';
/** The purpose that encryption binds to an answer. */
export const ANSWER = 'idempotencyKeys.answer';

export const idempotencyKeySchema = new Schema<IdempotencyKeyDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    id: { type: String, required: true },
    requestHash: { type: String, required: true },
    reservation: { type: String, required: true },
    leaseUntil: { type: Date, required: true },
    status: { type: Number, default: null },
    answer: { type: String, default: null },
    expiresAt: { type: Date, required: true },
  },
  {
    collection: IDEMPOTENCY_KEYS,
    autoIndex: false,
    versionKey: false,
    id: false,
    ...sealed({ answer: ANSWER }),
    ...tenancy({
      crossPractice: [
        {
          operation: 'deleteMany',
          filter: { expiresAt: 'lte' },
          reason: 'expired keys of every practice are removed together',
        },
      ],
    }),
  },
);
idempotencyKeySchema.index({ expiresAt: 1 });
idempotencyKeySchema.index({ practiceId: 1 });
