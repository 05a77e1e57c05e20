import { Schema } from 'mongoose';
import { sealed } from '../crypto/sealed-fields.js';
import { tenancy } from './tenants/tenancy.js';

export const STORE_CHECKS = 'storeChecks';
export const PROBE_FIELD = 'storeChecks.probe';

/** Two documents for the whole store: `keys` shows whether a key file belongs to it, `writable` when it last took a write. */
export interface StoreCheckDoc {
  _id: string;
  at?: Date;
  /** A known text, encrypted when the store was created. A key file that decrypts it is the right one. */
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
      outsidePractices: 'it describes the health of the store, not a practice',
    }),
  },
);
