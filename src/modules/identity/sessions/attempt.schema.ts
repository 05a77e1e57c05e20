import { Schema } from 'mongoose';

export const ATTEMPTS = 'signInAttempts';

/** Failures in a row of one name or one address; the id is a hash of it. */
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
  { collection: ATTEMPTS, versionKey: false, id: false },
);
attemptSchema.index({ forgottenAt: 1 });
