import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { docId } from '../../../platform/database/doc-id.js';
import { isDuplicateKey } from '../../../platform/database/duplicate-key.js';
import { findRows } from '../../../platform/database/find-rows.js';
import type { Principal } from '../../caller/principal.js';
import { STAFF_REVISIONS, type StaffRevisionDoc } from './staff-revision.schema.js';

@Injectable()
export class StaffRevisionsRepository {
  constructor(@InjectModel(STAFF_REVISIONS) private readonly model: Model<StaffRevisionDoc>) {}

  /** Revisions by staff id; 0 for a staff member who has no time yet. */
  async of(principal: Principal, staffIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const docs = await findRows(this.model, {
      _id: { $in: staffIds.map((id) => docId(principal.practiceId, id)) },
    });
    const found = new Map(docs.map(({ id, revision }) => [id, revision]));
    return new Map(staffIds.map((id) => [id, found.get(id) ?? 0]));
  }

  /** Call this after a write is stored. @returns the new revision */
  async bump(principal: Principal, staffId: string): Promise<number> {
    try {
      return await this.increment(principal, staffId);
    } catch (error) {
      // Two first writes collided. The losing one finds the winner's document.
      if (isDuplicateKey(error)) return this.increment(principal, staffId);
      throw error;
    }
  }

  private async increment(principal: Principal, staffId: string): Promise<number> {
    const { practiceId } = principal;
    const doc = await this.model
      .findOneAndUpdate(
        { _id: docId(practiceId, staffId) },
        { $inc: { revision: 1 }, $setOnInsert: { practiceId, id: staffId } },
        { upsert: true, returnDocument: 'after' },
      )
      .lean<StaffRevisionDoc>()
      .exec();
    return doc?.revision ?? 0;
  }
}
