import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { SEALED, type ExportBatchDoc } from './export-batch.doc.js';

export const EXPORT_BATCHES = 'exportBatches';

export const exportBatchSchema = new Schema<ExportBatchDoc>(
  {
    _id: String,
    practiceId: String,
    id: String,
    version: Number,
    number: Number,
    status: String,
  } as never,
  {
    collection: EXPORT_BATCHES,
    ...sealed(SEALED),
    autoIndex: false,
    versionKey: false,
    id: false,
    minimize: false,
    strict: false,
  },
);
exportBatchSchema.index({ practiceId: 1, number: 1 }, { unique: true });
