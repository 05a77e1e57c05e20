import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { unlessDuplicate } from '../../../platform/database/unless-duplicate.js';
import type { AttemptDoc } from './attempt.doc.js';
import { ATTEMPTS } from './attempt.schema.js';

export interface Attempts {
  readonly count: number;
  readonly blockedUntil: Instant;
  readonly forgottenAt: Instant;
}

/**
 * Attempts are counted before the user is known, so no practice bounds these queries. A key is a hash of everything it
 * identifies.
 */
@Injectable()
export class AttemptsRepository {
  constructor(@InjectModel(ATTEMPTS) private readonly model: Model<AttemptDoc>) {}

  async get(key: string): Promise<Attempts | null> {
    const doc = await this.model.findOne({ _id: key }).lean<AttemptDoc>().exec();
    return (
      doc && {
        count: doc.count,
        blockedUntil: instant(doc.blockedUntil.getTime()),
        forgottenAt: instant(doc.forgottenAt.getTime()),
      }
    );
  }

  /** Replaces `before` with `next`. @returns false when another attempt was counted in between */
  async replace(key: string, before: Attempts | null, next: Attempts): Promise<boolean> {
    const content = stored(next);
    if (before !== null) {
      const { matchedCount } = await this.model
        .updateOne({ _id: key, ...stored(before) }, { $set: content })
        .exec();
      return matchedCount === 1;
    }
    return unlessDuplicate(this.model.collection.insertOne({ _id: key, ...content } as never));
  }

  /** Takes one attempt off and restores the earlier block. */
  async takeBack(key: string, blockedUntil: Instant): Promise<void> {
    await this.model
      .updateOne(
        { _id: key, count: { $gt: 0 } },
        { $inc: { count: -1 }, $set: { blockedUntil: new Date(blockedUntil) } },
      )
      .exec();
  }

  async forget(key: string): Promise<void> {
    await this.model.deleteOne({ _id: key }).exec();
  }

  async sweep(before: Instant): Promise<void> {
    await this.model.deleteMany({ forgottenAt: { $lt: new Date(before) } }).exec();
  }
}

function stored({ count, blockedUntil, forgottenAt }: Attempts) {
  return { count, blockedUntil: new Date(blockedUntil), forgottenAt: new Date(forgottenAt) };
}
