import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';

export const IDEMPOTENCY_KEYS = 'idempotencyKeys';
/** What is authenticated with an encrypted answer. */
export const ANSWER = 'idempotencyKeys.answer';

/** One key that a caller gave a request: a claim while the request is worked on, afterwards its answer. */
export interface IdempotencyKeyDoc {
  _id: string;
  practiceId: string;
  /** SHA-256 (hex) of caller and key: the key itself is not kept. */
  id: string;
  /** SHA-256 (hex) of key, method, address and body. */
  requestHash: string;
  /** Random: whoever holds it works on the request. */
  claim: string;
  /** When the claim of a process that died may be taken over. */
  leaseUntil: Date;
  /** Null while there is no answer. */
  status: number | null;
  /** The answer's body and headers, encrypted: they may tell of a patient. */
  answer: string | null;
  expiresAt: Date;
}

export const idempotencyKeySchema = new Schema<IdempotencyKeyDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    id: { type: String, required: true },
    requestHash: { type: String, required: true },
    claim: { type: String, required: true },
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
          reason: 'what is over is removed, whosever it was',
        },
      ],
    }),
  },
);
idempotencyKeySchema.index({ expiresAt: 1 });
idempotencyKeySchema.index({ practiceId: 1 });
