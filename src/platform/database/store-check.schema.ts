import { Schema } from 'mongoose';
import { sealed } from '../crypto/sealed-fields.js';
import { tenancy } from './tenants/tenancy.js';

export const STORE_CHECKS = 'storeChecks';
export const PROBE_FIELD = 'storeChecks.probe';

/** Of the whole store: `keys` tells whether a key file is its own, `writable` when it last took a write. */
export interface StoreCheckDoc {
  _id: string;
  at?: Date;
  /** Something known, encrypted and hashed when the store was made: whoever reads it has the right keys. */
  probe?: string;
  hash?: string;
}

export const storeCheckSchema = new Schema<StoreCheckDoc>(
  { _id: { type: String, required: true }, at: Date, probe: String, hash: String },
  {
    collection: STORE_CHECKS,
    versionKey: false,
    id: false,
    ...sealed({ probe: PROBE_FIELD }),
    ...tenancy({
      outsidePractices: 'it says of the store whether it can be used, and nothing of a practice',
    }),
  },
);
