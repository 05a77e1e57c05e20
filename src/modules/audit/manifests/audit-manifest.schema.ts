import { Schema } from 'mongoose';

export const AUDIT_MANIFESTS = 'auditManifests';

/** One document a practice and month; the `_id` makes the second of two workers lose. */
export interface AuditManifestDoc {
  _id: string;
  practiceId: string;
  month: string;
  number: number;
  /** The signed line, byte for byte. */
  line: string;
  /** Whether the log tells of it; without it the entry is still to be stored. */
  isTold?: boolean;
}

export const auditManifestSchema = new Schema<AuditManifestDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    month: { type: String, required: true },
    number: { type: Number, required: true },
    line: { type: String, required: true },
    isTold: { type: Boolean },
  },
  { collection: AUDIT_MANIFESTS, versionKey: false, id: false },
);
auditManifestSchema.index({ practiceId: 1, number: 1 }, { unique: true });
