import { Schema } from 'mongoose';

export const AUDIT_ENTRIES = 'auditEntries';

/** What the collection holds; the id sorts by time, so it breaks ties in the page order. */
export interface AuditEntryDoc {
  _id: string;
  practiceId: string;
  id: string;
  at: Date;
  actor: { kind: string; id: string };
  action: string;
  entity: string;
  count: number;
  digest: string;
  ids: string[];
  reason: string | null;
  before: unknown;
  after: unknown;
  requestId: string | null;
}

export const auditEntrySchema = new Schema<AuditEntryDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    id: { type: String, required: true },
    at: { type: Date, required: true },
    actor: { kind: { type: String, required: true }, id: { type: String, required: true } },
    action: { type: String, required: true },
    entity: { type: String, required: true },
    count: { type: Number, required: true },
    digest: { type: String, required: true },
    ids: { type: [String], required: true },
    reason: { type: String, default: null },
    before: { type: Schema.Types.Mixed, default: null },
    after: { type: Schema.Types.Mixed, default: null },
    requestId: { type: String, default: null },
  },
  { collection: AUDIT_ENTRIES, versionKey: false, id: false, minimize: false },
);
auditEntrySchema.index({ practiceId: 1, at: 1 });
