import { Schema } from 'mongoose';

export const TIME_ENTRIES = 'timeEntries';

export interface TimeEntryDoc {
  _id: string;
  practiceId: string;
  id: string;
  key: string;
  patientId: string;
  staffId: string;
  role: string;
  program: string;
  activity: string | null;
  start: Date;
  end: Date;
  interactive: boolean;
  mode: string;
  participants: string[];
  insideEncounter: { code: string; date: string } | null;
  note: string | null;
  source: string;
  externalId: string | null;
  bodyHash: string;
  loggedAt: Date | null;
  recordedAt: Date;
  recordedBy: string;
  reason: string | null;
  timerId: string | null;
  supersedes: string | null;
  supersededBy: string | null;
  supersededAt: Date | null;
  supersededReason: string | null;
  /** The correction that takes this entry's place, kept until it is stored as an entry of its own. */
  replacement: TimeEntryDoc | null;
  replacementPending: boolean;
  claimedSeconds: number;
  grantedSeconds: number;
  version: number;
}

const text = { type: String, default: null };

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
    activity: text,
    start: { type: Date, required: true },
    end: { type: Date, required: true },
    interactive: { type: Boolean, required: true },
    mode: { type: String, required: true },
    participants: { type: [String], required: true },
    insideEncounter: { type: Schema.Types.Mixed, default: null },
    note: text,
    source: { type: String, required: true },
    externalId: text,
    bodyHash: { type: String, required: true },
    loggedAt: { type: Date, default: null },
    recordedAt: { type: Date, required: true },
    recordedBy: { type: String, required: true },
    reason: text,
    timerId: text,
    supersedes: text,
    supersededBy: text,
    supersededAt: { type: Date, default: null },
    supersededReason: text,
    replacement: { type: Schema.Types.Mixed, default: null },
    replacementPending: { type: Boolean, required: true },
    claimedSeconds: { type: Number, required: true },
    grantedSeconds: { type: Number, required: true },
    version: { type: Number, required: true },
  },
  { collection: TIME_ENTRIES, versionKey: false, id: false, minimize: false },
);
timeEntrySchema.index({ practiceId: 1, key: 1 }, { unique: true });
timeEntrySchema.index({ practiceId: 1, patientId: 1, start: 1 });
timeEntrySchema.index({ practiceId: 1, staffId: 1, start: 1 });
// Nearly always empty: corrections whose second write is still to be made.
timeEntrySchema.index(
  { replacementPending: 1, practiceId: 1 },
  { partialFilterExpression: { replacementPending: true } },
);
