import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { Instant } from '../../../domain/time/instant.js';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import { findRows } from '../../../platform/database/find-rows.js';
import { unlessDuplicate } from '../../../platform/database/unless-duplicate.js';
import type { Principal } from '../../caller/principal.js';
import { fromDoc, toDoc, type StoredTimer, type TimerDoc } from './timer.doc.js';
import { TIMERS } from './timer.schema.js';

@Injectable()
export class TimersRepository {
  constructor(
    @InjectModel(TIMERS) private readonly model: Model<TimerDoc>,
    private readonly cipher: FieldCipher,
  ) {}

  /** @returns false when the person already has a running timer, or this timer is already stored */
  async insert(principal: Principal, stored: StoredTimer): Promise<boolean> {
    return unlessDuplicate(
      this.model.collection.insertOne(toDoc(this.cipher, principal.practiceId, stored) as never),
    );
  }

  /** @returns false when the stored version has changed, or the person has another running timer */
  async replace(principal: Principal, stored: StoredTimer): Promise<boolean> {
    const doc = toDoc(this.cipher, principal.practiceId, stored);
    const written = this.model.collection.replaceOne(
      { _id: doc._id, version: doc.version - 1 } as never,
      doc as never,
    );
    return unlessDuplicate(written.then((result) => result.modifiedCount === 1));
  }

  async byId(principal: Principal, id: string): Promise<StoredTimer | null> {
    return this.findOne({ _id: docId(principal.practiceId, id) });
  }

  async runningOf(principal: Principal, staffId: string): Promise<StoredTimer | null> {
    return this.findOne({ practiceId: principal.practiceId, staffId, state: 'running' });
  }

  async pausedOf(principal: Principal, staffId: string): Promise<StoredTimer[]> {
    const { practiceId } = principal;
    const docs = await findRows(
      this.model,
      { practiceId, staffId, state: 'paused' },
      { sort: { startedAt: 1 }, limit: 100 },
    );
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  /** Timers of one person that started from `from` (inclusive) to `to` (exclusive), in order of start. */
  async startedBetween(
    principal: Principal,
    staffId: string,
    span: { readonly from: Instant; readonly to: Instant; readonly limit: number },
  ): Promise<StoredTimer[]> {
    const { practiceId } = principal;
    const docs = await findRows(
      this.model,
      { practiceId, staffId, startedAt: { $gte: new Date(span.from), $lt: new Date(span.to) } },
      { sort: { startedAt: 1 }, limit: span.limit },
    );
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  /** Timers of every practice without a heartbeat since then, for the schedule. */
  async silentSince(
    state: 'running' | 'paused',
    since: Instant,
    limit: number,
  ): Promise<{ readonly practiceId: string; readonly id: string }[]> {
    return this.model
      .find({ state, lastHeartbeatAt: { $lte: new Date(since) } })
      .select({ practiceId: 1, id: 1 })
      .limit(limit)
      .lean<Pick<TimerDoc, 'practiceId' | 'id'>[]>()
      .exec();
  }

  async withPendingEntries(principal: Principal): Promise<StoredTimer[]> {
    const docs = await findRows(
      this.model,
      { entriesPending: true, practiceId: principal.practiceId },
      { limit: 1000 },
    );
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  /** Practices that have timers with pending entries, for the schedule. */
  async practicesWithPending(): Promise<string[]> {
    return this.model.distinct('practiceId', { entriesPending: true }).exec();
  }

  /** Clears the pending mark, unless the timer has changed since `version`. */
  async entriesStored(principal: Principal, id: string, version: number): Promise<void> {
    await this.model.collection.updateOne({ _id: docId(principal.practiceId, id), version } as never, {
      $set: { entriesPending: false },
    });
  }

  private async findOne(filter: Record<string, unknown>): Promise<StoredTimer | null> {
    const doc = await this.model.findOne(filter).lean<TimerDoc>().exec();
    return doc && fromDoc(this.cipher, doc);
  }
}
