import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, type Collection } from 'mongoose';
import type { ReadingFacts } from '../../domain/facts/readings/device.js';
import { instant, type Instant } from '../../domain/time/instant.js';
import { addDays, type LocalDate } from '../../domain/time/local-date.js';
import { localDateAt } from '../../domain/time/zone.js';
import { docId } from '../../platform/database/doc-id.js';
import { duplicatePositions } from '../../platform/database/duplicate-positions.js';
import type { Principal } from '../caller/principal.js';
import { after, type ReadingCursor } from './reading-page.js';
import {
  FACTS_PROJECTION,
  fromDoc,
  toDoc,
  toFacts,
  type FactsDoc,
  type Reading,
  type ReadingInsert,
} from './reading.js';
import { READINGS, type ReadingDoc } from './reading.schema.js';

/** Of a stored reading, what decides about a repetition and about its attribution. */
export type StoredReading = Pick<
  ReadingDoc,
  'id' | 'version' | 'bodyHash' | 'status' | 'patientId' | 'serviceDay' | 'quarantineReason'
>;
/** The same with what it is derived from. */
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

/** Asks for many at once: a month of some patients. */
const BATCH_DOCUMENTS = 10_000;
const INTAKE = { _id: 0, source: 1, ingestedAt: 1 };

/** An edit that holds only while the stored version is still the one it was made from. */
export interface ReadingEdit {
  readonly id: string;
  readonly version: number;
  readonly set: Partial<ReadingDoc>;
}

/** Which readings a page is taken from. */
export interface PatientDays {
  readonly patientId: string;
  readonly from: LocalDate | null;
  /** Included. */
  readonly to: LocalDate | null;
}

export interface DeviceSpan {
  readonly deviceId: string;
  readonly from: Instant;
  /** Not included; null: without end. */
  readonly to: Instant | null;
}

/** In the order of measurement, behind the cursor. */
export interface DerivedPage {
  readonly cursor: ReadingCursor | null;
  readonly limit: number;
}

@Injectable()
export class ReadingsRepository {
  /** The bare collection: building mongoose documents costs more than storing them. */
  private readonly collection: Collection<ReadingDoc>;

  constructor(@InjectModel(READINGS) model: Model<ReadingDoc>) {
    this.collection = model.collection as unknown as Collection<ReadingDoc>;
  }

  /** Issued before it first waits. @returns positions of those that were there before; the others are stored */
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

  /** Issued before it first waits. @returns how many edits still met the version they were made from */
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

  /** In the order of measurement, with those that a person excluded. */
  pageOfPatient(
    principal: Principal,
    days: PatientDays,
    cursor: ReadingCursor | null,
    limit: number,
  ): Promise<Reading[]> {
    const { patientId, from, to } = days;
    const serviceDay = { ...(from !== null && { $gte: from }), ...(to !== null && { $lte: to }) };
    const inDays = from !== null || to !== null ? { serviceDay } : {};
    return this.page({ practiceId: principal.practiceId, patientId, ...inDays, ...after(cursor) }, limit);
  }

  pageOfQuarantine(principal: Principal, cursor: ReadingCursor | null, limit: number): Promise<Reading[]> {
    return this.page({ practiceId: principal.practiceId, status: 'quarantined', ...after(cursor) }, limit);
  }

  quarantinedCount({ practiceId }: Principal): Promise<number> {
    return this.collection.countDocuments({ practiceId, status: 'quarantined' } as never);
  }

  /** What is attributed to a patient and came from a device in an interval. */
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

  /** What is in quarantine and came from a device in an interval. */
  derivedOfQuarantine(principal: Principal, span: DeviceSpan, page: DerivedPage): Promise<DerivedReading[]> {
    const { deviceId } = span;
    return this.derived({ practiceId: principal.practiceId, status: 'quarantined', deviceId }, page, span);
  }

  derivedOfPatient(principal: Principal, patientId: string, page: DerivedPage): Promise<DerivedReading[]> {
    return this.derived({ practiceId: principal.practiceId, patientId }, page);
  }

  /** Every reading attributed to these patients, in no order. */
  async factsOfPatients(principal: Principal, patientIds: readonly string[]): Promise<readonly FactsDoc[]> {
    const filter = { practiceId: principal.practiceId, patientId: { $in: [...patientIds] } };
    return (await this.collection
      .find(filter as never, { projection: FACTS_PROJECTION, batchSize: BATCH_DOCUMENTS })
      .toArray()) as unknown as FactsDoc[];
  }

  /** When each of a patient's readings was taken in, and from whom, in no order; `to` is not included. */
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

  /** Days `from` to `to`, both included, in no order. */
  async factsBetween(
    principal: Principal,
    patientId: string,
    [from, to]: readonly [LocalDate, LocalDate],
  ): Promise<ReadingFacts[]> {
    const filter = { practiceId: principal.practiceId, patientId, serviceDay: { $gte: from, $lte: to } };
    const docs = await this.collection.find(filter as never, { projection: FACTS_PROJECTION }).toArray();
    return docs.map((doc) => toFacts(doc as unknown as FactsDoc));
  }

  /** The first day from `day` on with a reading that nothing sets aside: any one reading of that day. */
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
