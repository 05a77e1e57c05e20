import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';
import { FIELD, type TimeEntryDoc } from './time-entry.doc.js';

export const TIME_ENTRIES = 'timeEntries';

export const timeEntrySchema = new Schema<TimeEntryDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    id: { type: String, required: true },
    key: { type: String, required: true },
    patientId: { type: String, required: true },
    staffId: { type: String, required: true },
    role: { type: String, required: true },
    program: { type: String, required: true },
    activity: String,
    start: { type: Date, required: true },
    end: { type: Date, required: true },
    interactive: { type: Boolean, required: true },
    mode: { type: String, required: true },
    participants: String,
    insideEncounter: Schema.Types.Mixed,
    note: String,
    source: { type: String, required: true },
    externalId: String,
    bodyHash: { type: String, required: true },
    loggedAt: Date,
    recordedAt: { type: Date, required: true },
    recordedBy: { type: String, required: true },
    reason: String,
    timerId: String,
    supersedes: String,
    supersededBy: { type: String, default: null },
    supersededAt: Date,
    supersededReason: String,
    replacement: Schema.Types.Mixed,
    replacementPending: Boolean,
    clockedSeconds: { type: Number, required: true },
    grantedSeconds: { type: Number, required: true },
    version: { type: Number, required: true },
  },
  {
    collection: TIME_ENTRIES,
    ...sealed({
      ...FIELD,
      'replacement.note': FIELD.note,
      'replacement.participants': FIELD.participants,
    }),
    versionKey: false,
    id: false,
    minimize: false,
    ...tenancy({
      crossPractice: [
        {
          operation: 'distinct',
          filter: { replacementPending: 'true' },
          reason: 'the schedule finds the practices that have corrections to finish',
        },
      ],
    }),
  },
);
timeEntrySchema.index({ practiceId: 1, key: 1 }, { unique: true });
timeEntrySchema.index({ practiceId: 1, patientId: 1, start: 1 });
timeEntrySchema.index({ practiceId: 1, staffId: 1, start: 1 });
// Holds only corrections whose second write is still pending, so it is almost always empty.
timeEntrySchema.index(
  { replacementPending: 1, practiceId: 1 },
  { partialFilterExpression: { replacementPending: true } },
);
