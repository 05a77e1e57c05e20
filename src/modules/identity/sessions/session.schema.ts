import { Schema } from 'mongoose';

export const SESSIONS = 'sessions';

/** What the collection holds; `_id` is the hash of the cookie's token. */
export interface SessionDoc {
  _id: string;
  id: string;
  practiceId: string;
  userId: string;
  epoch: number;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  address: string;
  agent: string | null;
}

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
  },
  { collection: SESSIONS, versionKey: false, id: false },
);
sessionSchema.index({ practiceId: 1, userId: 1, createdAt: 1 });
sessionSchema.index({ expiresAt: 1 });
