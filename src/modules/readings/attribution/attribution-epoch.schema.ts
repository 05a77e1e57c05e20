import { Schema } from 'mongoose';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';

export const ATTRIBUTION_EPOCHS = 'attributionEpochs';

/** One document a practice: counts the changes of the records that readings are attributed by. */
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
