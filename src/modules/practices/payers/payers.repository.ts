import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { docId } from '../../../platform/database/doc-id.js';
import { findRows } from '../../../platform/database/find-rows.js';
import type { Principal } from '../../caller/principal.js';
import { followedVersions, isFollowed, setFollowed } from '../../records/followed-version.js';
import { parseStored } from '../../records/parse-stored.js';
import { writeVersioned } from '../../records/versioned-write.js';
import { storedPayer, type Payer } from './payer.js';
import { PAYERS, type PayerDoc } from './payer.schema.js';

const PAYERS_MAX = 10_000;

@Injectable()
export class PayersRepository {
  constructor(@InjectModel(PAYERS) private readonly model: Model<PayerDoc>) {}

  async findMany(principal: Principal, ids: readonly string[]): Promise<Payer[]> {
    const docs = await findRows(this.model, {
      _id: { $in: ids.map((id) => docId(principal.practiceId, id)) },
    });
    return docs.map((doc) => parseStored(storedPayer, PAYERS, doc));
  }

  /** All payers of the practice, in order of name. */
  async list(principal: Principal): Promise<Payer[]> {
    const docs = await findRows(
      this.model,
      { practiceId: principal.practiceId },
      { sort: { name: 1 }, limit: PAYERS_MAX },
    );
    return docs.map((doc) => parseStored(storedPayer, PAYERS, doc));
  }

  /** @returns false when another writer changed one of them first; the others are written */
  write(principal: Principal, payers: readonly Payer[]): Promise<boolean> {
    const { practiceId } = principal;
    const docs = payers.map((payer) => ({ _id: docId(practiceId, payer.id), practiceId, ...payer }));
    return writeVersioned(this.model.collection, docs);
  }

  /** Whether the patients that this version affects were marked for closing. */
  isFollowed({ practiceId }: Principal, { id, version }: Payer): Promise<boolean> {
    return isFollowed(this.model.collection, docId(practiceId, id), version);
  }

  /** The payers whose stored version has not yet marked its patients for closing. */
  async unfollowed({ practiceId }: Principal, payers: readonly Payer[]): Promise<Payer[]> {
    const ids = payers.map(({ id }) => docId(practiceId, id));
    const followed = await followedVersions(this.model.collection, ids);
    return payers.filter(({ id, version }) => followed.get(docId(practiceId, id)) !== version);
  }

  setFollowed({ practiceId }: Principal, payers: readonly Payer[]): Promise<void> {
    const docs = payers.map(({ id, version }) => ({ _id: docId(practiceId, id), version }));
    return setFollowed(this.model.collection, docs);
  }
}
