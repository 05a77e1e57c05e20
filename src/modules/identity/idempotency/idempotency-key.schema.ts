import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';

export const IDEMPOTENCY_KEYS = 'idempotencyKeys';
/** The purpose that encryption binds to an answer. */
export const ANSWER = 'idempotencyKeys.answer';

/** One idempotency key of one caller. It is a reservation while the request is in progress, and then holds the answer. */
export interface IdempotencyKeyDoc {
  _id: string;
  practiceId: string;
  /** SHA-256 (hex) of caller and key. The key itself is not stored. */
  id: string;
  /** SHA-256 (hex) of key, method, address and body. */
  requestHash: string;
  /** Random. The process that holds it works on the request. */
  reservation: string;
  /** When another process may take over the reservation of a process that died. */
  leaseUntil: Date;
  /** Null until there is an answer. */
  status: number | null;
  /** The answer's body and headers, encrypted because they may name a patient. */
  answer: string | null;
  expiresAt: Date;
}

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
