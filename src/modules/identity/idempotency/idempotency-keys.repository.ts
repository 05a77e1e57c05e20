import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { z } from 'zod';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import { unlessDuplicate } from '../../../platform/database/unless-duplicate.js';
import type { Principal } from '../../caller/principal.js';
import type { IdempotencyKeyDoc } from './idempotency-key.doc.js';
import { ANSWER, IDEMPOTENCY_KEYS } from './idempotency-key.schema.js';

/** An answer as it was sent. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Patients that the answer names beyond its own records. Each replay adds them to the audit log. */
  readonly noted: readonly string[];
}

export interface ReservedKey {
  readonly id: string;
  readonly requestHash: string;
  readonly reservation: string;
  readonly leaseUntil: Instant;
  readonly expiresAt: Instant;
}

export interface KnownKey extends ReservedKey {
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

  /** The unique id decides between requests with the same key. @returns false when the key exists */
  async insert({ practiceId }: Principal, key: ReservedKey): Promise<boolean> {
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
        reservation: doc.reservation,
        leaseUntil: instant(doc.leaseUntil.getTime()),
        expiresAt: instant(doc.expiresAt.getTime()),
        answer: doc.status === null || doc.answer === null ? null : this.opened(doc.status, doc.answer),
      }
    );
  }

  /** Replaces a reservation that no process holds anymore. @returns false when another request was first */
  async takeOver({ practiceId }: Principal, before: KnownKey, key: ReservedKey): Promise<boolean> {
    const { matchedCount } = await this.model
      .updateOne({ _id: docId(practiceId, key.id), reservation: before.reservation }, { $set: stored(key) })
      .exec();
    return matchedCount === 1;
  }

  async renew(
    { practiceId }: Principal,
    { id, reservation }: ReservedKey,
    leaseUntil: Instant,
  ): Promise<void> {
    await this.model
      .updateOne({ _id: docId(practiceId, id), reservation }, { $set: { leaseUntil: new Date(leaseUntil) } })
      .exec();
  }

  async answer(
    { practiceId }: Principal,
    { id, reservation }: ReservedKey,
    answer: StoredAnswer,
  ): Promise<void> {
    const { status, ...rest } = answer;
    const sealed = this.cipher.encrypt(JSON.stringify(rest), ANSWER);
    await this.model
      .updateOne({ _id: docId(practiceId, id), reservation }, { $set: { status, answer: sealed } })
      .exec();
  }

  /** Deletes the key, so it can be used again. */
  async release({ practiceId }: Principal, { id, reservation }: ReservedKey): Promise<void> {
    await this.model.deleteOne({ _id: docId(practiceId, id), reservation }).exec();
  }

  /** Covers all practices; only the schedule calls it. @returns how many keys were removed */
  async removeExpired(now: Instant): Promise<number> {
    const { deletedCount } = await this.model.deleteMany({ expiresAt: { $lte: new Date(now) } }).exec();
    return deletedCount;
  }

  private opened(status: number, answer: string): StoredAnswer {
    return { status, ...sealedAnswer.parse(JSON.parse(this.cipher.decrypt(answer, ANSWER))) };
  }
}

function stored({ id, requestHash, reservation, leaseUntil, expiresAt }: ReservedKey) {
  return {
    id,
    requestHash,
    reservation,
    leaseUntil: new Date(leaseUntil),
    expiresAt: new Date(expiresAt),
    status: null,
    answer: null,
  };
}
