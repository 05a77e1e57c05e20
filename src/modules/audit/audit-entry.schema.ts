import { Schema } from 'mongoose';
import { tenancy } from '../../platform/database/tenants/tenancy.js';
import type { AuditEntryDoc } from './audit-entry.doc.js';

export const AUDIT_ENTRIES = 'auditEntries';

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
    // Mixed, because these are hashed exactly as stored: mongoose must not add or drop anything.
    patients: { type: Schema.Types.Mixed, default: null },
    from: { type: Schema.Types.Mixed, default: null },
    reason: { type: String, default: null },
    before: { type: Schema.Types.Mixed, default: null },
    after: { type: Schema.Types.Mixed, default: null },
    requestId: { type: String, default: null },
    state: { type: String, required: true },
    writer: { type: String, required: true },
    seq: { type: Number, required: true },
    previousHash: { type: String, required: true },
    hash: { type: String, required: true },
  },
  {
    collection: AUDIT_ENTRIES,
    versionKey: false,
    id: false,
    minimize: false,
    ...tenancy({
      crossPractice: [
        {
          operation: 'findOne',
          filter: { practiceId: 'gt' },
          reason:
            'the schedule seals the log of every practice; it reads one key at a time to list the practices',
        },
      ],
    }),
  },
);
auditEntrySchema.index({ practiceId: 1, at: 1, _id: 1 });
