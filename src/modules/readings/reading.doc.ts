import type { ReadingFacts, ReadingOrigin, SetAside } from '../../domain/facts/readings/device.js';
import type { QuarantineReason } from '../../domain/facts/readings/record-reading.js';
import type { MeasuredValue } from '../../domain/facts/readings/units.js';
import { invariant } from '../../domain/invariant.js';
import { instant, type Instant } from '../../domain/time/instant.js';
import type { LocalDate } from '../../domain/time/local-date.js';
import { docId } from '../../platform/database/doc-id.js';
import type { DerivedFields } from './attribution/derived-fields.js';
import type { NewReading } from './intake/new-reading.js';
import type { Decision, Reading, StoredStatus } from './reading.js';

/**
 * The stored document. `id` follows from practice, source and key alone, so the primary key decides what is a duplicate.
 * `patientId`, `serviceDay`, `status` and `quarantineReason` are derived from the records and change when they change.
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

/** The fields that {@link toFacts} reads. */
export const FACTS_PROJECTION = {
  _id: 0,
  id: 1,
  patientId: 1,
  deviceId: 1,
  origin: 1,
  serviceDay: 1,
  takenAt: 1,
  setAside: 1,
  exclusion: 1,
} as const;

export type FactsDoc = Pick<
  ReadingDoc,
  'id' | 'patientId' | 'deviceId' | 'origin' | 'serviceDay' | 'takenAt' | 'setAside' | 'exclusion'
>;

/** A valid reading that is about to be stored. */
export interface ReadingInsert {
  readonly reading: NewReading;
  readonly derived: DerivedFields;
  readonly ingestedAt: Instant;
}

export function toDoc(practiceId: string, { reading, derived, ingestedAt }: ReadingInsert): ReadingDoc {
  // The most-read fields come first, because the embedded engine stops decoding after the last field it needs.
  return {
    _id: docId(practiceId, reading.id),
    practiceId,
    id: reading.id,
    patientId: derived.patientId,
    deviceId: reading.deviceId,
    origin: reading.origin,
    serviceDay: derived.serviceDay,
    takenAt: new Date(reading.takenAt),
    setAside: reading.setAside,
    exclusion: null,
    version: 1,
    bodyHash: reading.bodyHash,
    status: derived.status,
    quarantineReason: derived.quarantineReason,
    ambiguousUser: reading.ambiguousUser,
    source: reading.source,
    key: reading.key,
    kind: reading.kind,
    receivedAt: new Date(reading.receivedAt),
    ingestedAt: new Date(ingestedAt),
    discard: null,
    values: [...reading.values],
    raw: reading.raw,
  };
}

export function fromDoc(doc: ReadingDoc): Reading {
  return {
    id: doc.id,
    version: doc.version,
    source: doc.source,
    externalId: doc.key.startsWith('x:') ? doc.key.slice(2) : null,
    deviceId: doc.deviceId,
    patientId: doc.patientId,
    status: doc.status,
    quarantineReason: doc.quarantineReason,
    ambiguousUser: doc.ambiguousUser,
    origin: doc.origin,
    kind: doc.kind,
    takenAt: instant(doc.takenAt.getTime()),
    receivedAt: instant(doc.receivedAt.getTime()),
    ingestedAt: instant(doc.ingestedAt.getTime()),
    serviceDay: doc.serviceDay,
    values: doc.values,
    raw: doc.raw,
    setAside: doc.setAside,
    exclusion: fromDecision(doc.exclusion),
    discard: fromDecision(doc.discard),
  };
}

/** The facts of an accepted reading that the assessment needs. */
export function toFacts(doc: FactsDoc): ReadingFacts {
  const { id, deviceId, origin, serviceDay, takenAt, setAside, exclusion } = doc;
  invariant(serviceDay !== null, 'a reading with a patient has a service day');
  return {
    id,
    deviceId,
    origin,
    serviceDay,
    takenAt: instant(takenAt.getTime()),
    setAside: exclusion === null ? setAside : 'excluded',
  };
}

function fromDecision(decision: Decision<Date> | null): Decision<Instant> | null {
  return decision && { ...decision, at: instant(decision.at.getTime()) };
}
