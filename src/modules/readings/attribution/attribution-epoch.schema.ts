import { Schema } from 'mongoose';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';

export const ATTRIBUTION_EPOCHS = 'attributionEpochs';

/** One document per practice. It counts changes to the records that attribute readings. */
export interface AttributionEpochDoc {
  /** The practice's id. */
  _id: string;
  practiceId: string;
  epoch: number;
}

export const attributionEpochSchema = new Schema<AttributionEpochDoc>(
  { _id: String, practiceId: String, epoch: Number } as never,
  {
    collection: ATTRIBUTION_EPOCHS,
    autoIndex: false,
    versionKey: false,
    id: false,
    minimize: false,
    ...tenancy({ key: 'practice' }),
  },
);
