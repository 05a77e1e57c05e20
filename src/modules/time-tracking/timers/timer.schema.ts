import { Schema } from 'mongoose';
import { sealed } from '../../../platform/crypto/sealed-fields.js';
import { tenancy } from '../../../platform/database/tenants/tenancy.js';
import { FIELD, type TimerDoc } from './timer.doc.js';

export const TIMERS = 'timers';

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
          reason: 'the schedule ends the forgotten timers of every practice; it reads only practice and id',
        },
        {
          operation: 'distinct',
          filter: { entriesPending: 'true' },
          reason: 'the schedule finds the practices that have entries to finish',
        },
      ],
    }),
  },
);
// This index alone guarantees one running timer per person across browser tabs and processes.
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
