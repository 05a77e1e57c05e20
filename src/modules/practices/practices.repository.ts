import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { docId } from '../../platform/database/doc-id.js';
import { findRows } from '../../platform/database/find-rows.js';
import type { Principal } from '../caller/principal.js';
import { isFollowed, setFollowed } from '../records/followed-version.js';
import { parseStored } from '../records/parse-stored.js';
import { writeVersioned } from '../records/versioned-write.js';
import { storedPractice, type Practice } from './practice.js';
import { PRACTICES, TAX_ID, type PracticeDoc } from './practice.schema.js';

/** The practice's own record. Its id is the practice's id. */
@Injectable()
export class PracticesRepository {
  constructor(
    @InjectModel(PRACTICES) private readonly model: Model<PracticeDoc>,
    private readonly cipher: FieldCipher,
  ) {}

  async find(principal: Principal): Promise<Practice | null> {
    const { practiceId } = principal;
    const [doc] = await findRows(this.model, { _id: docId(practiceId, practiceId) }, { limit: 1 });
    return doc === undefined ? null : this.fromDoc(doc);
  }

  /** The ids of every practice in the store. Only for work on the whole store, because no principal bounds the query. */
  idsAnywhere(): Promise<string[]> {
    return this.model.distinct('practiceId', {}).exec();
  }

  /** @returns false when another writer changed it first */
  write(principal: Principal, practice: Practice): Promise<boolean> {
    return writeVersioned(this.model.collection, [this.toDoc(principal.practiceId, practice)]);
  }

  /** Whether the patients were marked for closing after this version was written. */
  isFollowed({ practiceId }: Principal, { id, version }: Practice): Promise<boolean> {
    return isFollowed(this.model.collection, docId(practiceId, id), version);
  }

  setFollowed({ practiceId }: Principal, { id, version }: Practice): Promise<void> {
    return setFollowed(this.model.collection, [{ _id: docId(practiceId, id), version }]);
  }

  private toDoc(practiceId: string, practice: Practice): PracticeDoc {
    const taxId = practice.taxId === null ? null : this.cipher.encrypt(practice.taxId, TAX_ID);
    return { _id: docId(practiceId, practice.id), practiceId, ...practice, taxId };
  }

  private fromDoc(doc: PracticeDoc): Practice {
    const taxId = doc.taxId === null ? null : this.cipher.decrypt(doc.taxId, TAX_ID);
    return parseStored(storedPractice, PRACTICES, { ...doc, taxId });
  }
}
