import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { Instant } from '../../../domain/time/instant.js';
import { docId } from '../../../platform/database/doc-id.js';
import type { InstantCursor } from '../../../platform/http/answers/instant-cursor.js';
import type { Principal } from '../../caller/principal.js';
import { fromDoc, type EmergencyAccessDoc } from './emergency-access.doc.js';
import type { EmergencyAccess } from './emergency-access.js';
import { EMERGENCY_ACCESS } from './emergency-access.schema.js';

@Injectable()
export class EmergencyAccessRepository {
  constructor(@InjectModel(EMERGENCY_ACCESS) private readonly model: Model<EmergencyAccessDoc>) {}

  async add(access: EmergencyAccess): Promise<void> {
    await this.model.collection.insertOne({
      ...access,
      _id: docId(access.practiceId, access.id),
      scopes: [...access.scopes],
      openedAt: new Date(access.openedAt),
      endsAt: new Date(access.endsAt),
    } as never);
  }

  async get(practiceId: string, id: string): Promise<EmergencyAccess | null> {
    const doc = await this.model
      .findOne({ _id: docId(practiceId, id) })
      .lean<EmergencyAccessDoc>()
      .exec();
    return doc && fromDoc(doc);
  }

  /** @returns null when it has already ended, or does not exist */
  async end(
    { practiceId, id: endedBy }: Principal,
    id: string,
    at: Instant,
  ): Promise<EmergencyAccess | null> {
    const doc = await this.model
      .findOneAndUpdate(
        { _id: docId(practiceId, id), endedAt: null },
        { $set: { endedAt: new Date(at), endedBy } },
        { returnDocument: 'after' },
      )
      .lean<EmergencyAccessDoc>()
      .exec();
    return doc && fromDoc(doc);
  }

  /** Latest opened first. */
  async page(
    { practiceId }: Principal,
    before: InstantCursor | null,
    limit: number,
  ): Promise<EmergencyAccess[]> {
    const openedAt = before && new Date(before.at);
    const earlier = before && {
      openedAt: { $lte: openedAt },
      $or: [{ openedAt: { $lt: openedAt } }, { openedAt, id: { $lt: before.id } }],
    };
    const docs = await this.model
      .find({ practiceId, ...earlier } as never)
      .sort({ openedAt: -1, id: -1 })
      .limit(limit)
      .lean<EmergencyAccessDoc[]>()
      .exec();
    return docs.map(fromDoc);
  }
}
