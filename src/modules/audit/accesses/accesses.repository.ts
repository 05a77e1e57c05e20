import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { docId } from '../../../platform/database/doc-id.js';
import { duplicatePositions } from '../../../platform/database/duplicate-positions.js';
import type { InstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import type { Principal } from '../../caller/principal.js';
import type { AuditEntry } from '../audit-entry.js';
import { allPatientsOf } from '../chain/audit-content.js';
import { hasRows, type Access } from './access.js';
import { ACCESSES, type AccessDoc } from './access.schema.js';

/** Between the ids of the entry and of the patient; behind every character of an entry's id. */
const JOINT = '~';
/** Sorts behind every id of a practice, whose parts a colon joins. */
const BEHIND_PRACTICE = ';';

export interface AccessQuery {
  readonly patientId: string;
  /** Both null: no bound; `to` is not included. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** Where the page before ended, the latest first; the id is an entry's. */
  readonly before: InstantCursor | null;
  readonly limit: number;
}

/** An access with its place in the order of chains, and whether its practice and place are those of its entry and patient. */
export interface PlacedAccess extends Access {
  readonly key: string;
  readonly isPlaced: boolean;
}

/** One row for every patient of every entry: the log by patient. Nothing changes or removes a row. */
@Injectable()
export class AccessesRepository {
  constructor(@InjectModel(ACCESSES) private readonly model: Model<AccessDoc>) {}

  /** Issued before it first waits. Rows that are there already stay as they are; null when the entries name nobody. */
  add(practiceId: string, entries: readonly AuditEntry[], options: object): Promise<void> | null {
    const docs = entries.filter(hasRows).flatMap((entry) => docsOf(practiceId, entry));
    if (docs.length === 0) return null;
    return this.model.collection.insertMany(docs as never, { ordered: false, ...options }).then(
      () => undefined,
      (error: unknown) => {
        // An entry that is stored anew, after a failure of which nobody knows how far it came.
        duplicatePositions(error);
      },
    );
  }

  /** The latest first. */
  async page(principal: Principal, query: AccessQuery): Promise<Access[]> {
    const { patientId, from, to, before, limit } = query;
    // The lower bound keeps to what is a time at all.
    const at = { $gte: new Date(from ?? 0), ...(to !== null && { $lt: new Date(to) }) };
    const earlier = before && {
      $or: [{ at: { $lt: new Date(before.at) } }, { at: new Date(before.at), entryId: { $lt: before.id } }],
    };
    const docs = await this.model
      .find({
        practiceId: principal.practiceId,
        patientId,
        $and: [
          { at },
          // Lets an index seek to the page.
          ...(before ? [{ at: { $lte: new Date(before.at) } }, earlier ?? {}] : [{}]),
        ],
      })
      .sort({ at: -1, entryId: -1 })
      .limit(limit)
      .lean<AccessDoc[]>()
      .exec();
    return docs.map(fromDoc);
  }

  /** The practice's rows in the order of chains, behind a key. */
  async placed(practiceId: string, after: string | null, limit: number): Promise<PlacedAccess[]> {
    const _id = { $gt: after ?? docId(practiceId, ''), $lt: `${practiceId}${BEHIND_PRACTICE}` };
    const docs = await this.model.find({ _id }).sort({ _id: 1 }).limit(limit).lean<AccessDoc[]>().exec();
    return docs.map((doc) => placedFromDoc(practiceId, doc));
  }

  /** Every row of one entry, by patient. */
  async ofEntry(practiceId: string, entryId: string): Promise<PlacedAccess[]> {
    const start = docId(practiceId, `${entryId}${JOINT}`);
    const docs = await this.model
      .find({ _id: { $gte: start, $lt: `${start}\uffff` } })
      .sort({ _id: 1 })
      .lean<AccessDoc[]>()
      .exec();
    return docs.map((doc) => placedFromDoc(practiceId, doc));
  }

  /** How many rows are listed as the practice's and lie outside its places, where {@link placed} does not come by. */
  countOutside(practiceId: string): Promise<number> {
    const _id = { $not: { $gte: docId(practiceId, ''), $lt: `${practiceId}${BEHIND_PRACTICE}` } };
    return this.model.countDocuments({ practiceId, _id }).exec();
  }
}

function docsOf(practiceId: string, entry: AuditEntry): AccessDoc[] {
  const { id: entryId, at, action, actor } = entry;
  return allPatientsOf(entry).map((patientId) => ({
    _id: docId(practiceId, `${entryId}${JOINT}${patientId}`),
    practiceId,
    patientId,
    entryId,
    at: new Date(at),
    action,
    actor,
  }));
}

function placedFromDoc(practiceId: string, doc: AccessDoc): PlacedAccess {
  const key = docId(practiceId, `${doc.entryId}${JOINT}${doc.patientId}`);
  return { ...fromDoc(doc), key: doc._id, isPlaced: doc.practiceId === practiceId && doc._id === key };
}

function fromDoc(doc: AccessDoc): Access {
  const at: unknown = doc.at;
  return {
    patientId: doc.patientId,
    entryId: doc.entryId,
    // A row whose time is none was written by somebody else, and is equal to no entry's.
    at: instant(at instanceof Date ? at.getTime() : NaN),
    action: doc.action,
    actor: doc.actor as Access['actor'],
  };
}
