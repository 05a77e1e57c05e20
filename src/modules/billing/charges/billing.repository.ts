import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { sourceIdPrefix } from '../../../domain/assess/source-id.js';
import type { ChargeSource } from '../../../domain/charges/charge.js';
import { invariant } from '../../../domain/invariant.js';
import type { LocalDate } from '../../../domain/time/local-date.js';
import { docId } from '../../../platform/database/doc-id.js';
import { findRows } from '../../../platform/database/find-rows.js';
import type { Principal } from '../../caller/principal.js';
import { writeVersioned } from '../../records/versioned-write.js';
import {
  CHARGE_SOURCES,
  fromDoc,
  toDoc,
  type ChargeSourceDoc,
  type StoredSource,
} from './charge-source.schema.js';

/** A write that only succeeds if the stored version is still `before` (0: not stored yet). */
export interface SourceWrite {
  readonly source: ChargeSource;
  readonly before: number;
}

export interface SourceQuery {
  readonly serviceMonth?: string;
  readonly patientId?: string;
  readonly state?: 'parked';
  readonly exportable?: true;
  readonly needsReview?: true;
}

@Injectable()
export class BillingRepository {
  constructor(@InjectModel(CHARGE_SOURCES) private readonly model: Model<ChargeSourceDoc>) {}

  async find(principal: Principal, sourceId: string): Promise<StoredSource | null> {
    const [found = null] = await this.findMany(principal, [sourceId]);
    return found;
  }

  async findMany(principal: Principal, sourceIds: readonly string[]): Promise<StoredSource[]> {
    const docs = await findRows(this.model, {
      _id: { $in: sourceIds.map((id) => docId(principal.practiceId, id)) },
    });
    return docs.map(fromDoc);
  }

  async ofPatients(principal: Principal, patientIds: readonly string[]): Promise<StoredSource[]> {
    const docs = await findRows(this.model, {
      practiceId: principal.practiceId,
      patientId: { $in: [...patientIds] },
    });
    return docs.map(fromDoc);
  }

  /** Sources in the order of their ids, starting at `place.fromId` or after `place.afterId`. */
  async page(
    principal: Principal,
    query: SourceQuery,
    place: { readonly fromId?: string | null; readonly afterId?: string | null; readonly limit: number },
  ): Promise<StoredSource[]> {
    const { practiceId } = principal;
    invariant(!practiceId.includes(':'), 'a practice id must not contain the colon that ends it in a key');
    const lower = place.afterId
      ? { $gt: docId(practiceId, place.afterId) }
      : { $gte: docId(practiceId, place.fromId ?? '') };
    // This range of ids holds only this practice, because `;` is the character after the `:` that ends its name. If the
    // query named the practice again and nothing else, the planner would leave the primary key and sort.
    const filter = {
      ...(Object.keys(query).length > 0 && { practiceId }),
      ...query,
      _id: { ...lower, $lt: `${practiceId};` },
    };
    const docs = await findRows(this.model, filter, { sort: { _id: 1 }, limit: place.limit });
    return docs.map(fromDoc);
  }

  /** Where the first device window of an enrollment starts, according to the last closing. Usually reads only the key. */
  async firstWindowStart(principal: Principal, enrollmentId: string): Promise<LocalDate | null> {
    const prefix = docId(principal.practiceId, sourceIdPrefix(enrollmentId, 'supply'));
    const windows = { _id: { $gt: prefix, $lt: `${prefix}~` } };
    const order = { sort: { _id: 1 }, limit: 1, fields: ['period', 'state'] } as const;
    let [first] = await findRows(this.model, windows, order);
    // Rare. The key does not hold the states, so read the whole documents.
    if (first?.state === 'superseded')
      [first] = await findRows(this.model, { ...windows, state: { $ne: 'superseded' } }, order);
    return first?.period?.start ?? null;
  }

  /** @returns false if another writer was first for one of them; the others are still written */
  async write(principal: Principal, writes: readonly SourceWrite[]): Promise<boolean> {
    if (writes.length === 0) return true;
    const docs = writes.map(({ source, before }) => toDoc(principal.practiceId, source, before + 1));
    return writeVersioned(this.model.collection, docs);
  }
}
