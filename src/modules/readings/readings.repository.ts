import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, type Collection } from 'mongoose';
import type { ReadingFacts } from '../../domain/facts/readings/device.js';
import { instant, type Instant } from '../../domain/time/instant.js';
import { addDays, type LocalDate } from '../../domain/time/local-date.js';
import { localDateAt } from '../../domain/time/zone.js';
import { docId } from '../../platform/database/doc-id.js';
import { duplicatePositions } from '../../platform/database/duplicate-positions.js';
import type { InstantCursor } from '../../platform/http/answers/instant-cursor.js';
import type { Principal } from '../caller/principal.js';
import {
  FACTS_PROJECTION,
  fromDoc,
  toDoc,
  toFacts,
  type FactsDoc,
  type ReadingDoc,
  type ReadingInsert,
} from './reading.doc.js';
import type { Reading } from './reading.js';
import { READINGS } from './reading.schema.js';

/** The fields of a stored reading that decide whether a delivery is a duplicate and how it is attributed. */
export type StoredReading = Pick<
  ReadingDoc,
  'id' | 'version' | 'bodyHash' | 'status' | 'patientId' | 'serviceDay' | 'quarantineReason'
>;
/** {@link StoredReading} with the fields that its attribution is derived from. */
export type DerivedReading = StoredReading &
  Pick<ReadingDoc, 'deviceId' | 'takenAt' | 'ingestedAt' | 'ambiguousUser'>;

const STORED = {
  _id: 0,
  id: 1,
  version: 1,
  bodyHash: 1,
  status: 1,
  patientId: 1,
  serviceDay: 1,
  quarantineReason: 1,
};
const DERIVED = { ...STORED, deviceId: 1, takenAt: 1, ingestedAt: 1, ambiguousUser: 1 };

/** Large batches, because a query may load a month of several patients. */
const BATCH_DOCUMENTS = 10_000;
const INTAKE = { _id: 0, source: 1, ingestedAt: 1 };

/** An edit that applies only while the stored version is unchanged. */
export interface ReadingEdit {
  readonly id: string;
  readonly version: number;
  readonly set: Partial<ReadingDoc>;
}

/** The readings to page through. */
export interface PatientDays {
  readonly patientId: string;
  readonly from: LocalDate | null;
  /** Inclusive. */
  readonly to: LocalDate | null;
}

interface DeviceSpan {
  readonly deviceId: string;
  readonly from: Instant;
  /** Exclusive; null if open-ended. */
  readonly to: Instant | null;
}

/** A page in order of measurement, after the cursor. */
interface DerivedPage {
  readonly cursor: InstantCursor | null;
  readonly limit: number;
}

@Injectable()
export class ReadingsRepository {
  /** The bare collection, because building mongoose documents costs more than storing them. */
  private readonly collection: Collection<ReadingDoc>;

  constructor(@InjectModel(READINGS) model: Model<ReadingDoc>) {
    this.collection = model.collection as unknown as Collection<ReadingDoc>;
  }

  /** The write starts synchronously. @returns the positions of readings that already existed; the others are stored */
  async insert(principal: Principal, inserts: readonly ReadingInsert[]): Promise<ReadonlySet<number>> {
    const docs = inserts.map((insert) => toDoc(principal.practiceId, insert));
    try {
      await this.collection.insertMany(docs, { ordered: false });
      return new Set();
    } catch (error) {
      return duplicatePositions(error);
    }
  }

  findStored(principal: Principal, ids: readonly string[]): Promise<StoredReading[]> {
    return this.list<StoredReading>(byIds(principal, ids), STORED);
  }

  findDerived(principal: Principal, ids: readonly string[]): Promise<DerivedReading[]> {
    return this.list<DerivedReading>(byIds(principal, ids), DERIVED);
  }

  async find(principal: Principal, id: string): Promise<Reading | null> {
    const doc = await this.collection.findOne({ _id: docId(principal.practiceId, id) });
    return doc && fromDoc(doc as ReadingDoc);
  }

  /** The write starts synchronously. @returns the number of edits whose version still matched */
  async edit(principal: Principal, edits: readonly ReadingEdit[]): Promise<number> {
    if (edits.length === 0) return 0;
    const operations = edits.map(({ id, version, set }) => ({
      updateOne: {
        filter: { _id: docId(principal.practiceId, id), version },
        update: { $set: { ...set, version: version + 1 } },
      },
    }));
    const result = await this.collection.bulkWrite(operations as never, { ordered: false });
    return result.matchedCount;
  }

  /** A page in order of measurement, including excluded readings. */
  pageOfPatient(
    principal: Principal,
    days: PatientDays,
    cursor: InstantCursor | null,
    limit: number,
  ): Promise<Reading[]> {
    const { patientId, from, to } = days;
    const serviceDay = { ...(from !== null && { $gte: from }), ...(to !== null && { $lte: to }) };
    const inDays = from !== null || to !== null ? { serviceDay } : {};
    return this.page({ practiceId: principal.practiceId, patientId, ...inDays, ...after(cursor) }, limit);
  }

  pageOfQuarantine(principal: Principal, cursor: InstantCursor | null, limit: number): Promise<Reading[]> {
    return this.page({ practiceId: principal.practiceId, status: 'quarantined', ...after(cursor) }, limit);
  }

  quarantinedCount({ practiceId }: Principal): Promise<number> {
    return this.collection.countDocuments({ practiceId, status: 'quarantined' } as never);
  }

  /** Readings of a device in an interval that are attributed to a patient. */
  derivedOfAssigned(
    principal: Principal,
    patientId: string,
    span: DeviceSpan,
    page: DerivedPage,
  ): Promise<DerivedReading[]> {
    const { deviceId, from, to } = span;
    const serviceDay = {
      $gte: addDays(localDateAt(from, 'UTC'), -1),
      ...(to !== null && { $lte: addDays(localDateAt(to, 'UTC'), 1) }),
    };
    return this.derived({ practiceId: principal.practiceId, patientId, serviceDay, deviceId }, page, span);
  }

  /** Quarantined readings of a device in an interval. */
  derivedOfQuarantine(principal: Principal, span: DeviceSpan, page: DerivedPage): Promise<DerivedReading[]> {
    const { deviceId } = span;
    return this.derived({ practiceId: principal.practiceId, status: 'quarantined', deviceId }, page, span);
  }

  derivedOfPatient(principal: Principal, patientId: string, page: DerivedPage): Promise<DerivedReading[]> {
    return this.derived({ practiceId: principal.practiceId, patientId }, page);
  }

  /** Every reading attributed to these patients, in no particular order. */
  async factsOfPatients(principal: Principal, patientIds: readonly string[]): Promise<readonly FactsDoc[]> {
    const filter = { practiceId: principal.practiceId, patientId: { $in: [...patientIds] } };
    return (await this.collection
      .find(filter as never, { projection: FACTS_PROJECTION, batchSize: BATCH_DOCUMENTS })
      .toArray()) as unknown as FactsDoc[];
  }

  /** The source and ingestion time of a patient's readings, in no particular order. `to` is exclusive. */
  async intakeOf(
    principal: Principal,
    patientId: string,
    { from, to }: { readonly from: Instant | null; readonly to: Instant | null },
  ): Promise<{ readonly source: string; readonly ingestedAt: Instant }[]> {
    const ingestedAt = {
      ...(from !== null && { $gte: new Date(from) }),
      ...(to !== null && { $lt: new Date(to) }),
    };
    const span = from !== null || to !== null ? { ingestedAt } : {};
    const filter = { practiceId: principal.practiceId, patientId, ...span };
    const docs = await this.list<Pick<ReadingDoc, 'source' | 'ingestedAt'>>(filter, INTAKE);
    return docs.map((doc) => ({ source: doc.source, ingestedAt: instant(doc.ingestedAt.getTime()) }));
  }

  /** Readings on days `from` to `to`, both inclusive, in no particular order. */
  async factsBetween(
    principal: Principal,
    patientId: string,
    [from, to]: readonly [LocalDate, LocalDate],
  ): Promise<ReadingFacts[]> {
    const filter = { practiceId: principal.practiceId, patientId, serviceDay: { $gte: from, $lte: to } };
    const docs = await this.collection.find(filter as never, { projection: FACTS_PROJECTION }).toArray();
    return docs.map((doc) => toFacts(doc as unknown as FactsDoc));
  }

  /** Any one reading of the first day on or after `day` that has a reading which is not set aside. */
  async earliestFrom(principal: Principal, patientId: string, day: LocalDate): Promise<ReadingFacts | null> {
    const filter = {
      practiceId: principal.practiceId,
      patientId,
      serviceDay: { $gte: day },
      setAside: null,
      exclusion: null,
    };
    const [doc] = await this.collection
      .find(filter as never, { projection: FACTS_PROJECTION })
      .sort({ serviceDay: 1 })
      .limit(1)
      .toArray();
    return doc === undefined ? null : toFacts(doc as unknown as FactsDoc);
  }

  private derived(
    filter: object,
    { cursor, limit }: DerivedPage,
    span: Pick<DeviceSpan, 'from' | 'to'> | null = null,
  ): Promise<DerivedReading[]> {
    const takenAt = span && {
      $gte: new Date(span.from),
      ...(span.to !== null && { $lt: new Date(span.to) }),
    };
    const places = [...(takenAt === null ? [] : [{ takenAt }]), after(cursor)];
    return this.list<DerivedReading>({ ...filter, $and: places }, DERIVED, limit);
  }

  private async page(filter: object, limit: number): Promise<Reading[]> {
    const docs = await this.collection
      .find(filter as never)
      .sort({ takenAt: 1, id: 1 })
      .limit(limit)
      .toArray();
    return docs.map((doc) => fromDoc(doc as unknown as ReadingDoc));
  }

  private async list<T>(filter: object, projection: object, limit?: number): Promise<T[]> {
    const found = this.collection.find(filter as never, { projection });
    return (await (
      limit === undefined ? found : found.sort({ takenAt: 1, id: 1 }).limit(limit)
    ).toArray()) as T[];
  }
}

function byIds({ practiceId }: Principal, ids: readonly string[]): object {
  return { _id: { $in: ids.map((id) => docId(practiceId, id)) } };
}

/** The filter for readings after the cursor. Its first member lets an index seek. */
function after(cursor: InstantCursor | null): object {
  if (cursor === null) return {};
  const takenAt = new Date(cursor.at);
  return {
    takenAt: { $gte: takenAt },
    $or: [{ takenAt: { $gt: takenAt } }, { takenAt, id: { $gt: cursor.id } }],
  };
}
