import { Schema } from 'mongoose';

export const ACCESSES = 'accesses';

/** One patient that one entry of the log names. The `_id` joins the ids of entry and patient, so it sorts in the order of the chains. */
export interface AccessDoc {
  _id: string;
  practiceId: string;
  patientId: string;
  entryId: string;
  at: Date;
  action: string;
  actor: { kind: string; id: string };
}

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
