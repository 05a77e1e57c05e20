import { Schema } from 'mongoose';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';
import type { SessionDoc } from './session.doc.js';

export const SESSIONS = 'sessions';

const REASON = 'the id is the hash of a token, which identifies the practice';

export const sessionSchema = new Schema<SessionDoc>(
  {
    _id: { type: String, required: true },
    id: { type: String, required: true },
    practiceId: { type: String, required: true },
    userId: { type: String, required: true },
    epoch: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    address: { type: String, required: true },
    agent: { type: String, default: null },
    emergencyId: { type: String, default: null },
  },
  {
    collection: SESSIONS,
    versionKey: false,
    id: false,
    ...tenancy({
      key: 'none',
      crossPractice: [
        { operation: 'findOne', filter: { _id: 'text' }, reason: REASON },
        { operation: 'updateOne', filter: { _id: 'text' }, reason: REASON },
        { operation: 'deleteOne', filter: { _id: 'text' }, reason: REASON },
        {
          operation: 'deleteMany',
          filter: { expiresAt: 'lte' },
          reason: 'expired sessions of every practice are removed together',
        },
      ],
    }),
  },
);
sessionSchema.index({ practiceId: 1, userId: 1, createdAt: 1 });
sessionSchema.index({ expiresAt: 1 });
