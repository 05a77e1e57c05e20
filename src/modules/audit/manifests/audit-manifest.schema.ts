import { Schema } from 'mongoose';

export const AUDIT_MANIFESTS = 'auditManifests';

/** One document per practice and month. If two processes write one at once, the `_id` lets only the first succeed. */
export interface AuditManifestDoc {
  _id: string;
  practiceId: string;
  month: string;
  number: number;
  /** The signed line, byte for byte. */
  line: string;
  /** Whether an entry of the log names the manifest. Until then, that entry is still to be stored. */
  isLogged?: boolean;
}

export const auditManifestSchema = new Schema<AuditManifestDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    month: { type: String, required: true },
    number: { type: Number, required: true },
    line: { type: String, required: true },
    isLogged: { type: Boolean },
  },
  { collection: AUDIT_MANIFESTS, versionKey: false, id: false },
);
auditManifestSchema.index({ practiceId: 1, number: 1 }, { unique: true });
