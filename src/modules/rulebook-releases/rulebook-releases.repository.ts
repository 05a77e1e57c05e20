import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { docId } from '../../platform/database/doc-id.js';
import { findRows } from '../../platform/database/find-rows.js';
import type { Principal } from '../caller/principal.js';
import { isFollowed, setFollowed } from '../records/followed-version.js';
import { writeVersioned } from '../records/versioned-write.js';
import { releaseContent } from './rulebook-release.input.js';
import type { RulebookRelease } from './rulebook-release.js';
import { RULEBOOK_RELEASES, type RulebookReleaseDoc } from './rulebook-release.schema.js';

const RELEASES_MAX = 1000;

@Injectable()
export class RulebookReleasesRepository {
  constructor(@InjectModel(RULEBOOK_RELEASES) private readonly model: Model<RulebookReleaseDoc>) {}

  async findMany(principal: Principal, ids: readonly string[]): Promise<RulebookRelease[]> {
    const docs = await findRows(this.model, {
      _id: { $in: ids.map((id) => docId(principal.practiceId, id)) },
    });
    return docs.map(fromDoc);
  }

  /** All releases of the practice, in order of kind and first date. */
  async list(principal: Principal): Promise<RulebookRelease[]> {
    const docs = await findRows(
      this.model,
      { practiceId: principal.practiceId },
      { sort: { kind: 1, from: 1 }, limit: RELEASES_MAX },
    );
    return docs.map(fromDoc);
  }

  /** The ids and versions of all releases, in the order of {@link list}. */
  heads(principal: Principal): Promise<Pick<RulebookRelease, 'id' | 'version'>[]> {
    return findRows(
      this.model,
      { practiceId: principal.practiceId },
      { sort: { kind: 1, from: 1 }, limit: RELEASES_MAX, fields: ['id', 'version'] },
    );
  }

  /** @returns false when another writer changed it first */
  write(principal: Principal, releases: readonly RulebookRelease[]): Promise<boolean> {
    const { practiceId } = principal;
    const docs = releases.map((release) => ({ ...release, _id: docId(practiceId, release.id), practiceId }));
    return writeVersioned(this.model.collection, docs);
  }

  /** Whether the patients were marked for closing after this version was written. */
  isFollowed({ practiceId }: Principal, { id, version }: RulebookRelease): Promise<boolean> {
    return isFollowed(this.model.collection, docId(practiceId, id), version);
  }

  setFollowed({ practiceId }: Principal, { id, version }: RulebookRelease): Promise<void> {
    return setFollowed(this.model.collection, [{ _id: docId(practiceId, id), version }]);
  }
}

function fromDoc(doc: RulebookReleaseDoc): RulebookRelease {
  const { kind, release, from, rows, id, version } = doc;
  return { ...releaseContent.parse({ kind, release, from, rows }), id, version };
}
