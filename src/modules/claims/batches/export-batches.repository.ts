import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import type { Principal } from '../../caller/principal.js';
import { writeVersioned } from '../../records/versioned-write.js';
import { fromDoc, toDoc, type ExportBatchDoc } from './export-batch.doc.js';
import type { ExportBatch } from './export-batch.js';
import { EXPORT_BATCHES } from './export-batch.schema.js';

@Injectable()
export class ExportBatchesRepository {
  constructor(
    @InjectModel(EXPORT_BATCHES) private readonly model: Model<ExportBatchDoc>,
    private readonly cipher: FieldCipher,
  ) {}

  async find(principal: Principal, number: number): Promise<ExportBatch | null> {
    const doc = await this.model
      .findOne({ _id: docId(principal.practiceId, String(number)) })
      .lean<ExportBatchDoc | null>()
      .exec();
    return doc && fromDoc(this.cipher, doc);
  }

  /** The highest batch number; 0 before the first batch. */
  async lastNumber(principal: Principal): Promise<number> {
    const doc = await this.model
      .findOne({ practiceId: principal.practiceId })
      .sort({ number: -1 })
      .select({ number: 1 })
      .lean<Pick<ExportBatchDoc, 'number'> | null>()
      .exec();
    return doc?.number ?? 0;
  }

  /** Batches with a number below `before`, latest first. */
  async page(principal: Principal, before: number | null, limit: number): Promise<ExportBatch[]> {
    const range = before === null ? {} : { number: { $lt: before } };
    const docs = await this.model
      .find({ practiceId: principal.practiceId, ...range })
      .sort({ number: -1 })
      .limit(limit)
      .lean<ExportBatchDoc[]>()
      .exec();
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  /** @returns false when the number is taken, or the stored version has changed */
  write(principal: Principal, batch: ExportBatch): Promise<boolean> {
    return writeVersioned(this.model.collection, [toDoc(this.cipher, principal.practiceId, batch)]);
  }
}
