import { Schema } from 'mongoose';
import type { ReadingDoc } from './reading.doc.js';

export const READINGS = 'readings';

const decision = { by: String, reason: String, at: Date };

export const readingSchema = new Schema<ReadingDoc>(
  {
    _id: String,
    practiceId: String,
    id: String,
    version: Number,
    source: String,
    key: String,
    bodyHash: String,
    deviceId: String,
    patientId: String,
    status: String,
    quarantineReason: String,
    ambiguousUser: Boolean,
    origin: String,
    kind: String,
    takenAt: Date,
    receivedAt: Date,
    ingestedAt: Date,
    serviceDay: String,
    values: [{ _id: false, code: String, value: Number, unit: String }],
    raw: String,
    setAside: String,
    exclusion: { type: decision, default: null, _id: false },
    discard: { type: decision, default: null, _id: false },
  } as never,
  { collection: READINGS, autoIndex: false, versionKey: false, id: false, minimize: false },
);
readingSchema.index({ practiceId: 1, patientId: 1, serviceDay: 1 });
readingSchema.index(
  { practiceId: 1, status: 1, takenAt: 1, id: 1 },
  { partialFilterExpression: { status: 'quarantined' }, name: 'quarantine' },
);
readingSchema.index(
  { practiceId: 1, deviceId: 1, takenAt: 1 },
  { partialFilterExpression: { status: 'quarantined' }, name: 'quarantine-device' },
);
