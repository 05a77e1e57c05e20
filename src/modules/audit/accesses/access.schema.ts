import { Schema } from 'mongoose';
import type { AccessDoc } from './access.doc.js';

export const ACCESSES = 'accesses';

export const accessSchema = new Schema<AccessDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    patientId: { type: String, required: true },
    entryId: { type: String, required: true },
    at: { type: Date, required: true },
    action: { type: String, required: true },
    actor: { kind: { type: String, required: true }, id: { type: String, required: true } },
  },
  { collection: ACCESSES, versionKey: false, id: false, minimize: false },
);
accessSchema.index({ practiceId: 1, patientId: 1, at: 1, entryId: 1 });
