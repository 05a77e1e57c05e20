import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { Instant } from '../../../domain/time/instant.js';
import type { Principal } from '../../caller/principal.js';
import { fromDoc, type SessionDoc } from './session.doc.js';
import type { Session } from './session.js';
import { SESSIONS } from './session.schema.js';

const SESSIONS_MAX = 1000;

@Injectable()
export class SessionsRepository {
  constructor(@InjectModel(SESSIONS) private readonly model: Model<SessionDoc>) {}

  async add(session: Session, tokenHash: string): Promise<void> {
    await this.model.collection.insertOne({
      ...session,
      _id: tokenHash,
      createdAt: new Date(session.createdAt),
      lastSeenAt: new Date(session.lastSeenAt),
      expiresAt: new Date(session.expiresAt),
    } as never);
  }

  /** Takes no principal, because its result establishes the principal. */
  async withTokenHash(tokenHash: string): Promise<Session | null> {
    const doc = await this.model.findOne({ _id: tokenHash }).lean<SessionDoc>().exec();
    return doc && fromDoc(doc);
  }

  async seen(tokenHash: string, at: Instant): Promise<void> {
    await this.model.updateOne({ _id: tokenHash }, { $max: { lastSeenAt: new Date(at) } }).exec();
  }

  async setEmergency({ practiceId, userId, id }: Session, emergencyId: string): Promise<void> {
    await this.model.updateOne({ practiceId, userId, id }, { $set: { emergencyId } }).exec();
  }

  async listOwn({ practiceId, id: userId }: Principal): Promise<Session[]> {
    const docs = await this.model
      .find({ practiceId, userId })
      .sort({ createdAt: 1 })
      .limit(SESSIONS_MAX)
      .lean<SessionDoc[]>()
      .exec();
    return docs.map(fromDoc);
  }

  /** @returns false when the caller has no such session */
  async endOwn({ practiceId, id: userId }: Principal, id: string): Promise<boolean> {
    const { deletedCount } = await this.model.deleteOne({ practiceId, userId, id }).exec();
    return deletedCount === 1;
  }

  /** Removes the sessions that a later epoch has ended. */
  async removeBefore(practiceId: string, userId: string, epoch: number): Promise<void> {
    await this.model.deleteMany({ practiceId, userId, epoch: { $lt: epoch } }).exec();
  }

  /** Removes the session of that token, if there is one. */
  async remove(tokenHash: string): Promise<void> {
    await this.model.deleteOne({ _id: tokenHash }).exec();
  }

  async removeExpired(now: Instant): Promise<void> {
    await this.model.deleteMany({ expiresAt: { $lte: new Date(now) } }).exec();
  }
}
