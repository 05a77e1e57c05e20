import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import type { Principal } from '../../caller/principal.js';
import { writeVersioned } from '../../records/versioned-write.js';
import {
  decryptLine,
  encryptLine,
  EXPORT_BATCHES,
  type ExportBatch,
  type ExportBatchDoc,
} from './export-batch.schema.js';

/** A batch without its lines. */
export type BatchSummary = Omit<ExportBatch, 'lines'> & { readonly lineCount: number };

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
    return doc && this.fromDoc(doc);
  }

  /** 0 before the first batch. */
  async lastNumber(principal: Principal): Promise<number> {
    const doc = await this.model
      .findOne({ practiceId: principal.practiceId })
      .sort({ number: -1 })
      .select({ number: 1 })
      .lean<Pick<ExportBatchDoc, 'number'> | null>()
      .exec();
    return doc?.number ?? 0;
  }

  /** The latest first, those before `before` only. */
  async page(principal: Principal, before: number | null, limit: number): Promise<ExportBatch[]> {
    const range = before === null ? {} : { number: { $lt: before } };
    const docs = await this.model
      .find({ practiceId: principal.practiceId, ...range })
      .sort({ number: -1 })
      .limit(limit)
      .lean<ExportBatchDoc[]>()
      .exec();
    return docs.map((doc) => this.fromDoc(doc));
  }

  /** @returns false when the number is taken, or another writer came first */
  write(principal: Principal, batch: ExportBatch): Promise<boolean> {
    const { practiceId } = principal;
    const id = String(batch.number);
    const lines = batch.lines.map((line) => encryptLine(this.cipher, line));
    const doc: ExportBatchDoc = { _id: docId(practiceId, id), practiceId, id, ...batch, lines };
    return writeVersioned(this.model.collection, [doc]);
  }

  private fromDoc(doc: ExportBatchDoc): ExportBatch {
    return {
      number: doc.number,
      status: doc.status,
      createdBy: doc.createdBy,
      createdAt: doc.createdAt,
      lines: doc.lines.map((line) => decryptLine(this.cipher, line)),
      fileSha256: doc.fileSha256,
      withdrawal: doc.withdrawal,
      version: doc.version,
    };
  }
}
