import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { docId } from '../../../platform/database/doc-id.js';
import { unlessDuplicate } from '../../../platform/database/unless-duplicate.js';
import type { AuditManifestDoc } from './audit-manifest.doc.js';
import type { StoredManifest } from './audit-manifest.js';
import { AUDIT_MANIFESTS } from './audit-manifest.schema.js';

/** Append-only like the log itself, except for the mark that the log names a manifest. */
@Injectable()
export class AuditManifestsRepository {
  constructor(@InjectModel(AUDIT_MANIFESTS) private readonly model: Model<AuditManifestDoc>) {}

  /** False when the month already has a manifest, or the number is taken. */
  async add(practiceId: string, manifest: StoredManifest): Promise<boolean> {
    const doc: AuditManifestDoc = { _id: docId(practiceId, manifest.month), practiceId, ...manifest };
    return unlessDuplicate(this.model.collection.insertOne(doc as never));
  }

  /** In order of number. */
  async list(practiceId: string): Promise<StoredManifest[]> {
    const docs = await this.model.find({ practiceId }).sort({ number: 1 }).lean<AuditManifestDoc[]>().exec();
    return docs.map(({ month, number, line }) => ({ month, number, line }));
  }

  /** The manifests that no entry of the log is known to name. */
  async unlogged(practiceId: string): Promise<StoredManifest[]> {
    const docs = await this.model
      .find({ practiceId, isLogged: { $ne: true } })
      .sort({ number: 1 })
      .lean<AuditManifestDoc[]>()
      .exec();
    return docs.map(({ month, number, line }) => ({ month, number, line }));
  }

  async markLogged(practiceId: string, month: string): Promise<void> {
    const _id = docId(practiceId, month);
    await this.model.updateOne({ _id, practiceId }, { $set: { isLogged: true } }).exec();
  }

  /** The month of the last manifest; null when there is none. */
  async lastMonth(practiceId: string): Promise<string | null> {
    const doc = await this.model.findOne({ practiceId }).sort({ number: -1 }).lean<AuditManifestDoc>().exec();
    return doc?.month ?? null;
  }
}
