import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { instant, type Instant } from '../../domain/time/instant.js';
import { docId } from '../../platform/database/doc-id.js';
import type { Principal } from '../identity/principal.js';
import type { AuditEntry } from './audit-entry.js';
import { AUDIT_ENTRIES, type AuditEntryDoc } from './audit-entry.schema.js';

/** Where a page of the log ended. */
export interface AuditCursor {
  readonly at: Instant;
  readonly id: string;
}

/** The append-only log: there is no method that changes or removes an entry. */
@Injectable()
export class AuditRepository {
  constructor(@InjectModel(AUDIT_ENTRIES) private readonly model: Model<AuditEntryDoc>) {}

  async append(principal: Principal, entry: AuditEntry): Promise<void> {
    // Straight to the collection: building a mongoose document costs more than the write.
    await this.model.collection.insertOne({
      ...entry,
      _id: docId(principal.practiceId, entry.id),
      practiceId: principal.practiceId,
      at: new Date(entry.at),
      ids: [...entry.ids],
    } as never);
  }

  /** Entries in the order they happened, after the cursor. */
  async page(principal: Principal, after: AuditCursor | null, limit: number): Promise<AuditEntry[]> {
    const { practiceId } = principal;
    const later = after && {
      $or: [{ at: { $gt: new Date(after.at) } }, { at: new Date(after.at), id: { $gt: after.id } }],
    };
    const from = after && { at: { $gte: new Date(after.at) } };
    const docs = await this.model
      .find({ practiceId, ...from, ...later })
      .sort({ at: 1, id: 1 })
      .limit(limit)
      .lean<AuditEntryDoc[]>()
      .exec();
    return docs.map(fromDoc);
  }
}

function fromDoc(doc: AuditEntryDoc): AuditEntry {
  return {
    id: doc.id,
    at: instant(doc.at.getTime()),
    actor: { kind: doc.actor.kind as Principal['kind'], id: doc.actor.id },
    action: doc.action,
    entity: doc.entity,
    count: doc.count,
    digest: doc.digest,
    ids: doc.ids,
    reason: doc.reason,
    before: doc.before ?? null,
    after: doc.after ?? null,
    requestId: doc.requestId,
  };
}
