import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { z } from 'zod';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import { unlessDuplicate } from '../../../platform/database/unless-duplicate.js';
import type { Principal } from '../../caller/principal.js';
import { ANSWER, IDEMPOTENCY_KEYS, type IdempotencyKeyDoc } from './idempotency-key.schema.js';

/** An answer as it went over the wire. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Patients whom it names without being their record; each replay tells the audit log. */
  readonly noted: readonly string[];
}

export interface ClaimedKey {
  readonly id: string;
  readonly requestHash: string;
  readonly claim: string;
  readonly leaseUntil: Instant;
  readonly expiresAt: Instant;
}

export interface KnownKey extends ClaimedKey {
  readonly answer: StoredAnswer | null;
}

const sealedAnswer = z.object({
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  noted: z.array(z.string()),
});

@Injectable()
export class IdempotencyKeysRepository {
  constructor(
    @InjectModel(IDEMPOTENCY_KEYS) private readonly model: Model<IdempotencyKeyDoc>,
    private readonly cipher: FieldCipher,
  ) {}

  /** The unique id decides between requests of the same key. @returns false when the key is there */
  async insert({ practiceId }: Principal, key: ClaimedKey): Promise<boolean> {
    const doc = { _id: docId(practiceId, key.id), practiceId, ...stored(key) };
    return unlessDuplicate(this.model.collection.insertOne(doc as never));
  }

  async find({ practiceId }: Principal, id: string): Promise<KnownKey | null> {
    const doc = await this.model
      .findOne({ _id: docId(practiceId, id) })
      .lean<IdempotencyKeyDoc>()
      .exec();
    return (
      doc && {
        id,
        requestHash: doc.requestHash,
        claim: doc.claim,
        leaseUntil: instant(doc.leaseUntil.getTime()),
        expiresAt: instant(doc.expiresAt.getTime()),
        answer: doc.status === null || doc.answer === null ? null : this.opened(doc.status, doc.answer),
      }
    );
  }

  /** Puts a new claim in the place of one that nobody holds any more. @returns false when somebody else was first */
  async takeOver({ practiceId }: Principal, before: KnownKey, key: ClaimedKey): Promise<boolean> {
    const { matchedCount } = await this.model
      .updateOne({ _id: docId(practiceId, key.id), claim: before.claim }, { $set: stored(key) })
      .exec();
    return matchedCount === 1;
  }

  async renew({ practiceId }: Principal, { id, claim }: ClaimedKey, leaseUntil: Instant): Promise<void> {
    await this.model
      .updateOne({ _id: docId(practiceId, id), claim }, { $set: { leaseUntil: new Date(leaseUntil) } })
      .exec();
  }

  async answer({ practiceId }: Principal, { id, claim }: ClaimedKey, answer: StoredAnswer): Promise<void> {
    const { status, ...rest } = answer;
    const sealed = this.cipher.encrypt(JSON.stringify(rest), ANSWER);
    await this.model
      .updateOne({ _id: docId(practiceId, id), claim }, { $set: { status, answer: sealed } })
      .exec();
  }

  /** The key is as if it had never been used. */
  async release({ practiceId }: Principal, { id, claim }: ClaimedKey): Promise<void> {
    await this.model.deleteOne({ _id: docId(practiceId, id), claim }).exec();
  }

  /** Over all practices, for the schedule alone. @returns how many were removed */
  async removeExpired(now: Instant): Promise<number> {
    const { deletedCount } = await this.model.deleteMany({ expiresAt: { $lte: new Date(now) } }).exec();
    return deletedCount;
  }

  private opened(status: number, answer: string): StoredAnswer {
    return { status, ...sealedAnswer.parse(JSON.parse(this.cipher.decrypt(answer, ANSWER))) };
  }
}

function stored({ id, requestHash, claim, leaseUntil, expiresAt }: ClaimedKey) {
  return {
    id,
    requestHash,
    claim,
    leaseUntil: new Date(leaseUntil),
    expiresAt: new Date(expiresAt),
    status: null,
    answer: null,
  };
}
