import type { ReadingFacts, ReadingOrigin, SetAside } from '../../domain/facts/readings/device.js';
import type { QuarantineReason } from '../../domain/facts/readings/record-reading.js';
import type { MeasuredValue } from '../../domain/facts/readings/units.js';
import { instant, type Instant } from '../../domain/time/instant.js';
import type { LocalDate } from '../../domain/time/local-date.js';
import { docId } from '../../platform/database/doc-id.js';
import { invariant } from '../../domain/invariant.js';
import type { DerivedFields } from './attribution/derived-fields.js';
import type { NewReading } from './intake/new-reading.js';
import type { Decision, ReadingDoc, StoredStatus } from './reading.schema.js';

/** One stored reading. */
export interface Reading {
  readonly id: string;
  readonly version: number;
  readonly source: string;
  /** null: the sender gave none. */
  readonly externalId: string | null;
  readonly deviceId: string;
  readonly patientId: string | null;
  readonly status: StoredStatus;
  readonly quarantineReason: QuarantineReason | null;
  readonly ambiguousUser: boolean;
  readonly origin: ReadingOrigin;
  readonly kind: string;
  readonly takenAt: Instant;
  readonly receivedAt: Instant;
  readonly ingestedAt: Instant;
  readonly serviceDay: LocalDate | null;
  readonly values: readonly MeasuredValue[];
  /** JSON text as it came. */
  readonly raw: string;
  readonly setAside: SetAside | null;
  readonly exclusion: Decision<Instant> | null;
  readonly discard: Decision<Instant> | null;
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

/** A valid reading on its way into the store. */
export interface ReadingInsert {
  readonly reading: NewReading;
  readonly derived: DerivedFields;
  readonly ingestedAt: Instant;
}

export function toDoc(practiceId: string, { reading, derived, ingestedAt }: ReadingInsert): ReadingDoc {
  // What is read most comes first and what is read least last: the embedded engine decodes no further than it must.
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

/** What the assessment reads of an accepted reading. */
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
