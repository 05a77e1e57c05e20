import { Schema } from 'mongoose';
import type { LocalDate } from '../../domain/time/local-date.js';
import { tenancy } from '../../platform/database/tenants/tenancy.js';

export const CLOSE_QUEUE = 'closeQueue';

export interface CloseQueueDoc {
  _id: string;
  practiceId: string;
  /** The patient's id. */
  id: string;
  patientId: string;
  /** `0000-00-00` means now, and `9999-99-99` means not until something changes. */
  dueOn: LocalDate;
  closedThrough: LocalDate | null;
  token: number;
}

export const closeQueueSchema = new Schema<CloseQueueDoc>(
  {
    _id: String,
    practiceId: String,
    id: String,
    patientId: String,
    dueOn: String,
    closedThrough: String,
    token: Number,
  } as never,
  {
    collection: CLOSE_QUEUE,
    autoIndex: false,
    versionKey: false,
    id: false,
    minimize: false,
    ...tenancy({
      crossPractice: [
        {
          operation: 'find',
          filter: { dueOn: 'lte' },
          reason: 'the schedule serves every practice, starting with the patient due longest',
        },
      ],
    }),
  },
);
closeQueueSchema.index({ practiceId: 1, patientId: 1, closedThrough: 1 });
closeQueueSchema.index({ practiceId: 1, closedThrough: 1 });
closeQueueSchema.index({ practiceId: 1, dueOn: 1 });
closeQueueSchema.index({ dueOn: 1 });
