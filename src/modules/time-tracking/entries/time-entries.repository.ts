import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { TimeEntryFacts } from '../../../domain/facts/time-entry.js';
import type { Instant } from '../../../domain/time/instant.js';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import { duplicatePositions } from '../../../platform/database/duplicate-positions.js';
import { findRows } from '../../../platform/database/find-rows.js';
import type { InstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import type { Principal } from '../../caller/principal.js';
import type { StaffSpan } from '../calendar/staff-spans.js';
import { FACTS_FIELDS, factsFromDoc, fromDoc, toDoc, type TimeEntryDoc } from './time-entry.doc.js';
import type { TimeEntry } from './time-entry.js';
import { TIME_ENTRIES } from './time-entry.schema.js';

/** One page of the entries of a patient or a staff member that start from `from` (inclusive) to `to` (exclusive). */
interface EntryPageQuery {
  readonly patientId?: string;
  readonly staffId?: string;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly after: InstantCursor | null;
  readonly limit: number;
}

/** How an entry is struck through. */
interface Supersession {
  readonly by: string;
  readonly at: Instant;
  readonly reason: string;
  /** Null when nothing replaces the entry. */
  readonly replacement: TimeEntry | null;
}

@Injectable()
export class TimeEntriesRepository {
  constructor(
    @InjectModel(TIME_ENTRIES) private readonly model: Model<TimeEntryDoc>,
    private readonly cipher: FieldCipher,
  ) {}

  /**
   * Stores the new entries. The unique index alone decides which ones are new.
   * @returns the positions of entries whose key or id was taken
   */
  async insert(principal: Principal, entries: readonly TimeEntry[]): Promise<ReadonlySet<number>> {
    const docs = entries.map((entry) => toDoc(this.cipher, principal.practiceId, entry));
    try {
      // Bypasses mongoose documents: the entries are already checked, and building documents costs more than the write.
      if (docs.length > 0) await this.model.collection.insertMany(docs as never[], { ordered: false });
      return new Set();
    } catch (error) {
      return duplicatePositions(error);
    }
  }

  async byKeys(principal: Principal, keys: readonly string[]): Promise<TimeEntry[]> {
    return this.find({ practiceId: principal.practiceId, key: { $in: [...keys] } });
  }

  async byIds(principal: Principal, ids: readonly string[]): Promise<TimeEntry[]> {
    return this.find({ _id: { $in: ids.map((id) => docId(principal.practiceId, id)) } });
  }

  async byId(principal: Principal, id: string): Promise<TimeEntry | null> {
    return (await this.byIds(principal, [id]))[0] ?? null;
  }

  /** Every live entry of the patients. */
  async liveOfPatients(principal: Principal, patientIds: readonly string[]): Promise<TimeEntryFacts[]> {
    const { practiceId } = principal;
    return this.findLive({ practiceId, patientId: { $in: [...patientIds] } });
  }

  /** Live entries of one patient that start from `from` (inclusive) to `to` (exclusive). */
  async liveOfPatientFrom(
    principal: Principal,
    patientId: string,
    span: { readonly from: Instant; readonly to: Instant },
  ): Promise<TimeEntryFacts[]> {
    const start = { $gte: new Date(span.from), $lt: new Date(span.to) };
    return this.findLive({ practiceId: principal.practiceId, patientId, start });
  }

  /** The live entries among the ids. */
  async liveByIds(principal: Principal, ids: readonly string[]): Promise<TimeEntryFacts[]> {
    return this.findLive({ _id: { $in: ids.map((id) => docId(principal.practiceId, id)) } });
  }

  /** The staff's spans in entries that start from `from` (inclusive) to `to` (exclusive). Includes superseded entries. */
  async spansOfStaff(
    principal: Principal,
    staffIds: readonly string[],
    span: { readonly from: Instant; readonly to: Instant },
  ): Promise<StaffSpan[]> {
    const { practiceId } = principal;
    const start = { $gte: new Date(span.from), $lt: new Date(span.to) };
    const docs = await findRows(
      this.model,
      { practiceId, staffId: { $in: [...staffIds] }, start },
      { fields: ['id', 'staffId', 'patientId', 'start', 'end'] },
    );
    return docs.map(({ id, staffId, patientId, start: from, end }) => ({
      id,
      staffId,
      patientId,
      start: from.getTime(),
      end: end.getTime(),
    }));
  }

  async page(principal: Principal, query: EntryPageQuery): Promise<TimeEntry[]> {
    const { patientId, staffId, from, to, after, limit } = query;
    const range = {
      ...(from !== null && { $gte: new Date(Math.max(from, after?.at ?? from)) }),
      ...(from === null && after !== null && { $gte: new Date(after.at) }),
      ...(to !== null && { $lt: new Date(to) }),
    };
    const docs = await findRows(
      this.model,
      {
        practiceId: principal.practiceId,
        ...(patientId !== undefined && { patientId }),
        ...(staffId !== undefined && { staffId }),
        ...(Object.keys(range).length > 0 && { start: range }),
        ...(after !== null && {
          $or: [{ start: { $gt: new Date(after.at) } }, { start: new Date(after.at), id: { $gt: after.id } }],
        }),
      },
      // Within one practice `_id` sorts as `id` does, and it has an index.
      { sort: { start: 1, _id: 1 }, limit },
    );
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  /**
   * Strikes a live entry through, in one write that also holds the entry that replaces it.
   * @returns false when the entry was already struck through
   */
  async supersede(principal: Principal, id: string, how: Supersession): Promise<boolean> {
    const { practiceId } = principal;
    const result = await this.model.collection.updateOne(
      { _id: docId(practiceId, id), supersededBy: null } as never,
      {
        $set: {
          supersededBy: how.by,
          supersededAt: new Date(how.at),
          supersededReason: how.reason,
          replacement: how.replacement && toDoc(this.cipher, practiceId, how.replacement),
          replacementPending: true,
        },
        $inc: { version: 1 },
      },
    );
    return result.modifiedCount === 1;
  }

  /** Struck entries whose replacement may not be stored yet. */
  async pendingReplacements(
    principal: Principal,
  ): Promise<{ readonly replaced: TimeEntry; readonly replacement: TimeEntry | null }[]> {
    const docs = await findRows(
      this.model,
      { replacementPending: true, practiceId: principal.practiceId },
      { limit: 1000 },
    );
    return docs.map((doc) => ({
      replaced: fromDoc(this.cipher, doc),
      replacement: doc.replacement ? fromDoc(this.cipher, doc.replacement) : null,
    }));
  }

  /** Practices that have pending replacements, for the schedule, which serves all practices. */
  async practicesWithPending(): Promise<string[]> {
    return this.model.distinct('practiceId', { replacementPending: true }).exec();
  }

  async settleReplacement(principal: Principal, id: string): Promise<void> {
    await this.model.collection.updateOne({ _id: docId(principal.practiceId, id) } as never, {
      $unset: { replacement: '', replacementPending: '' },
    });
  }

  /** Superseded entries are few, so they are filtered here and the index stays simple. */
  private async findLive(filter: Record<string, unknown>): Promise<TimeEntryFacts[]> {
    const docs = await findRows(this.model, filter, { fields: FACTS_FIELDS });
    return docs.filter(({ supersededBy }) => supersededBy === null).map(factsFromDoc);
  }

  private async find(filter: Record<string, unknown>): Promise<TimeEntry[]> {
    const docs = await findRows(this.model, filter);
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }
}
