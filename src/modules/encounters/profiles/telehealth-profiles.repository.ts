import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { docId } from '../../../platform/database/doc-id.js';
import type { Principal } from '../../caller/principal.js';
import { isFollowed, setFollowed } from '../../records/followed-version.js';
import { parseStored } from '../../records/parse-stored.js';
import { writeVersioned } from '../../records/versioned-write.js';
import { storedTelehealthProfile, type StoredTelehealthProfile } from './telehealth-profile.js';
import { TELEHEALTH_PROFILES, type TelehealthProfileDoc } from './telehealth-profile.schema.js';

const PROFILES_MAX = 10_000;

@Injectable()
export class TelehealthProfilesRepository {
  constructor(@InjectModel(TELEHEALTH_PROFILES) private readonly model: Model<TelehealthProfileDoc>) {}

  /** All of the practice, by payer. */
  async list({ practiceId }: Principal): Promise<StoredTelehealthProfile[]> {
    const docs = await this.model
      .find({ practiceId })
      .sort({ id: 1 })
      .limit(PROFILES_MAX)
      .lean<TelehealthProfileDoc[]>()
      .exec();
    return docs.map((doc) => parseStored(storedTelehealthProfile, TELEHEALTH_PROFILES, doc));
  }

  async findMany({ practiceId }: Principal, ids: readonly string[]): Promise<StoredTelehealthProfile[]> {
    const docs = await this.model
      .find({ _id: { $in: ids.map((id) => docId(practiceId, id)) } })
      .lean<TelehealthProfileDoc[]>()
      .exec();
    return docs.map((doc) => parseStored(storedTelehealthProfile, TELEHEALTH_PROFILES, doc));
  }

  /** @returns false when another writer came first for one of them */
  write({ practiceId }: Principal, profiles: readonly StoredTelehealthProfile[]): Promise<boolean> {
    const docs = profiles.map((profile) => ({ ...profile, _id: docId(practiceId, profile.id), practiceId }));
    return writeVersioned(this.model.collection, docs);
  }

  /** Whether the patients that this version affects were marked for closing. */
  isFollowed({ practiceId }: Principal, { id, version }: StoredTelehealthProfile): Promise<boolean> {
    return isFollowed(this.model.collection, docId(practiceId, id), version);
  }

  setFollowed({ practiceId }: Principal, profiles: readonly StoredTelehealthProfile[]): Promise<void> {
    const docs = profiles.map(({ id, version }) => ({ _id: docId(practiceId, id), version }));
    return setFollowed(this.model.collection, docs);
  }
}
