import { Schema } from 'mongoose';
import type { AuditManifestDoc } from './audit-manifest.doc.js';

export const AUDIT_MANIFESTS = 'auditManifests';

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
