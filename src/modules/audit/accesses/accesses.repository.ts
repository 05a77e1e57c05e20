import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { Instant } from '../../../domain/time/instant.js';
import { docId } from '../../../platform/database/doc-id.js';
import { duplicatePositions } from '../../../platform/database/duplicate-positions.js';
import type { InstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import type { Principal } from '../../caller/principal.js';
import type { AuditEntry } from '../audit-entry.js';
import { allPatientsOf } from '../chain/audit-content.js';
import { fromDoc, type AccessDoc } from './access.doc.js';
import { hasRows, type Access } from './access.js';
import { ACCESSES } from './access.schema.js';

/** Separates the ids of entry and patient. Sorts after every character of an entry id. */
const JOINT = '~';
/** Sorts after every key of a practice, because a colon joins the parts of a key. */
const BEHIND_PRACTICE = ';';

export interface AccessQuery {
  readonly patientId: string;
  /** Null: no bound. `to` is exclusive. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** Where the previous page ended. Pages run from the latest access back; the id is an entry id. */
  readonly before: InstantCursor | null;
  readonly limit: number;
}

/** An access with its key, and whether it is stored under the key and practice that its entry and patient give. */
export interface PlacedAccess extends Access {
  readonly key: string;
  readonly isPlaced: boolean;
}

/** The log by patient: one row for every patient of every entry. Nothing changes or removes a row. */
@Injectable()
export class AccessesRepository {
  constructor(@InjectModel(ACCESSES) private readonly model: Model<AccessDoc>) {}

  /**
   * Starts the write before it returns. Rows that exist already stay as they are. Null when the entries name no patients.
   */
  add(practiceId: string, entries: readonly AuditEntry[], options: object): Promise<void> | null {
    const docs = entries.filter(hasRows).flatMap((entry) => docsOf(practiceId, entry));
    if (docs.length === 0) return null;
    return this.model.collection.insertMany(docs as never, { ordered: false, ...options }).then(
      () => undefined,
      (error: unknown) => {
        // Duplicates are expected: after a failure, an entry may be stored again although some of its rows already
        // were.
        duplicatePositions(error);
      },
    );
  }

  /** Latest first. */
  async page(principal: Principal, query: AccessQuery): Promise<Access[]> {
    const { patientId, from, to, before, limit } = query;
    // The lower bound leaves out values that are not times.
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
          // Lets an index seek to the start of the page.
          ...(before ? [{ at: { $lte: new Date(before.at) } }, earlier ?? {}] : [{}]),
        ],
      })
      .sort({ at: -1, entryId: -1 })
      .limit(limit)
      .lean<AccessDoc[]>()
      .exec();
    return docs.map(fromDoc);
  }

  /** The practice's rows in the order of chains, after a key. */
  async placed(practiceId: string, after: string | null, limit: number): Promise<PlacedAccess[]> {
    const _id = { $gt: after ?? docId(practiceId, ''), $lt: `${practiceId}${BEHIND_PRACTICE}` };
    const docs = await this.model.find({ _id }).sort({ _id: 1 }).limit(limit).lean<AccessDoc[]>().exec();
    return docs.map((doc) => placedFromDoc(practiceId, doc));
  }

  /** Every row of one entry, in order of patient. */
  async ofEntry(practiceId: string, entryId: string): Promise<PlacedAccess[]> {
    const start = docId(practiceId, `${entryId}${JOINT}`);
    const docs = await this.model
      .find({ _id: { $gte: start, $lt: `${start}\uffff` } })
      .sort({ _id: 1 })
      .lean<AccessDoc[]>()
      .exec();
    return docs.map((doc) => placedFromDoc(practiceId, doc));
  }

  /**
   * Counts rows that name the practice but are stored under keys outside its range, which {@link placed} never reads.
   */
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
