import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';

export const TIME_ENTRIES = 'timeEntries';

/** What may name a person is stored encrypted; each is what is authenticated with a value. */
export const FIELD = { note: 'timeEntries.note', participants: 'timeEntries.participants' } as const;

export interface TimeEntryDoc {
  _id: string;
  practiceId: string;
  id: string;
  key: string;
  patientId: string;
  staffId: string;
  role: string;
  program: string;
  activity?: string;
  start: Date;
  end: Date;
  interactive: boolean;
  mode: string;
  /** Encrypted: a list as JSON. */
  participants?: string;
  insideEncounter?: { code: string; date: string };
  /** Encrypted. */
  note?: string;
  source: string;
  externalId?: string;
  bodyHash: string;
  loggedAt?: Date;
  recordedAt: Date;
  recordedBy: string;
  reason?: string;
  timerId?: string;
  supersedes?: string;
  supersededBy: string | null;
  supersededAt?: Date;
  supersededReason?: string;
  /** The correction that takes this entry's place, kept until it is stored as an entry of its own. */
  replacement?: TimeEntryDoc | null;
  replacementPending?: boolean;
  claimedSeconds: number;
  grantedSeconds: number;
  version: number;
}

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
    claimedSeconds: { type: Number, required: true },
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
          reason: 'the schedule asks which practices have corrections to finish',
        },
      ],
    }),
  },
);
timeEntrySchema.index({ practiceId: 1, key: 1 }, { unique: true });
timeEntrySchema.index({ practiceId: 1, patientId: 1, start: 1 });
timeEntrySchema.index({ practiceId: 1, staffId: 1, start: 1 });
// Nearly always empty: corrections whose second write is still to be made.
timeEntrySchema.index(
  { replacementPending: 1, practiceId: 1 },
  { partialFilterExpression: { replacementPending: true } },
);
