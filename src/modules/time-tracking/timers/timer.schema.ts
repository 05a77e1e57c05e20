import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';

export const TIMERS = 'timers';

/** What may name a person is stored encrypted; each is what is authenticated with a value. */
export const FIELD = { note: 'timers.note', participants: 'timers.participants' } as const;

export interface TimerDoc {
  _id: string;
  practiceId: string;
  id: string;
  staffId: string;
  role: string;
  patientId: string;
  program: string;
  activity: string | null;
  mode: string;
  call: boolean;
  state: string;
  startedAt: Date;
  endedAt: Date | null;
  stopCause: string | null;
  lastHeartbeatAt: Date;
  lastActiveAt: Date;
  runs: { start: Date; end: Date }[];
  runStartedAt: Date | null;
  idle: {
    start: Date;
    end: Date;
    decision: { worked: boolean; reason: string | null; at: Date } | null;
  }[];
  interactive: boolean;
  /** Encrypted: a list as JSON; null: nobody is named. */
  participants: string | null;
  /** Encrypted. */
  note: string | null;
  switchedTo: string | null;
  /** The granted segments that were made time entries, in the order they were granted. */
  segments: { start: Date; end: Date }[];
  /** Segments whose entries may not be stored yet. */
  entriesPending: boolean;
  version: number;
}

const text = { type: String, default: null };
const list = { type: Schema.Types.Mixed, required: true };

export const timerSchema = new Schema<TimerDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    id: { type: String, required: true },
    staffId: { type: String, required: true },
    role: { type: String, required: true },
    patientId: { type: String, required: true },
    program: { type: String, required: true },
    activity: text,
    mode: { type: String, required: true },
    call: { type: Boolean, required: true },
    state: { type: String, required: true },
    startedAt: { type: Date, required: true },
    endedAt: { type: Date, default: null },
    stopCause: text,
    lastHeartbeatAt: { type: Date, required: true },
    lastActiveAt: { type: Date, required: true },
    runs: list,
    runStartedAt: { type: Date, default: null },
    idle: list,
    interactive: { type: Boolean, required: true },
    participants: text,
    note: text,
    switchedTo: text,
    segments: list,
    entriesPending: { type: Boolean, required: true },
    version: { type: Number, required: true },
  },
  {
    collection: TIMERS,
    ...sealed(FIELD),
    versionKey: false,
    id: false,
    minimize: false,
    ...tenancy({
      crossPractice: [
        {
          operation: 'find',
          filter: { state: 'text', lastHeartbeatAt: 'lte' },
          reason: 'the schedule ends forgotten timers of every practice; it reads their practice and id',
        },
        {
          operation: 'distinct',
          filter: { entriesPending: 'true' },
          reason: 'the schedule asks which practices have entries to finish',
        },
      ],
    }),
  },
);
// One running timer a person: decided here, whatever the tabs and processes.
timerSchema.index(
  { practiceId: 1, staffId: 1 },
  { unique: true, partialFilterExpression: { state: 'running' } },
);
timerSchema.index({ state: 1, lastHeartbeatAt: 1 });
timerSchema.index({ practiceId: 1, patientId: 1 });
timerSchema.index({ practiceId: 1, staffId: 1, startedAt: 1 });
timerSchema.index(
  { entriesPending: 1, practiceId: 1 },
  { partialFilterExpression: { entriesPending: true } },
);
