import { Schema } from 'mongoose';
import type { ReadingOrigin, SetAside } from '../../domain/facts/readings/device.js';
import type { QuarantineReason } from '../../domain/facts/readings/record-reading.js';
import type { MeasuredValue } from '../../domain/facts/readings/units.js';
import type { LocalDate } from '../../domain/time/local-date.js';

export const READINGS = 'readings';

/** `discarded`: quarantined, and a person decided that it is nobody's. */
export type StoredStatus = 'accepted' | 'quarantined' | 'discarded';

/** A person's decision about one reading. */
export interface Decision<T> {
  by: string;
  reason: string;
  at: T;
}

/**
 * What the collection holds. `id` follows from practice, source and key alone, so the primary key decides what is a
 * repetition. `patientId`, `serviceDay`, `status` and `quarantineReason` are derived from the records and change with them.
 */
export interface ReadingDoc {
  _id: string;
  practiceId: string;
  id: string;
  version: number;
  source: string;
  key: string;
  bodyHash: string;
  deviceId: string;
  patientId: string | null;
  status: StoredStatus;
  quarantineReason: QuarantineReason | null;
  ambiguousUser: boolean;
  origin: ReadingOrigin;
  kind: string;
  takenAt: Date;
  receivedAt: Date;
  ingestedAt: Date;
  serviceDay: LocalDate | null;
  values: MeasuredValue[];
  raw: string;
  setAside: SetAside | null;
  exclusion: Decision<Date> | null;
  discard: Decision<Date> | null;
}

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
