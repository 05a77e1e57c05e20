import { Schema } from 'mongoose';
import { tenancy } from '../../platform/database/tenants/tenancy.js';

export const ANNOUNCED_CHANGES = 'announcedChanges';

export interface AnnouncedDoc {
  _id: string;
  practiceId: string;
  id: string;
  pending: true;
  changes: (
    | { kind: 'assignments'; deviceId: string; patientIds: string[]; from: Date; to: Date | null }
    | { kind: 'zones'; patientId: string }
  )[];
}

/** Changes whose readings have not all been derived again. A document exists only while that work is open. */
export const announcedChangeSchema = new Schema<AnnouncedDoc>(
  { _id: String, practiceId: String, id: String, pending: Boolean, changes: [Schema.Types.Mixed] } as never,
  {
    collection: ANNOUNCED_CHANGES,
    autoIndex: false,
    versionKey: false,
    id: false,
    minimize: false,
    ...tenancy({
      crossPractice: [
        {
          operation: 'distinct',
          filter: { pending: 'true' },
          reason: 'the next process finishes, for every practice, what a dead process left',
        },
      ],
    }),
  },
);
announcedChangeSchema.index({ practiceId: 1 });
announcedChangeSchema.index({ pending: 1, practiceId: 1 });
