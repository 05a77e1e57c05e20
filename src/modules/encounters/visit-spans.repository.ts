import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { VisitSpan } from '../../domain/assess/encounters/encounter-record.js';
import type { Instant } from '../../domain/time/instant.js';
import { docId } from '../../platform/database/doc-id.js';
import type { Principal } from '../identity/principal.js';
import { VISIT_SPANS, type VisitSpanDoc } from './visit-span.schema.js';

@Injectable()
export class VisitSpansRepository {
  constructor(@InjectModel(VISIT_SPANS) private readonly model: Model<VisitSpanDoc>) {}

  /** Again for the same encounter: the same rows, as they are now. */
  async put({ practiceId }: Principal, encounterId: string, spans: readonly VisitSpan[]): Promise<void> {
    if (spans.length === 0) return;
    const operations = spans.map(({ staffId, start }, index) => {
      const id = `${encounterId}~s${index}`;
      const _id = docId(practiceId, id);
      const replacement = { _id, practiceId, id, encounterId, staffId, start: new Date(start) };
      return { replaceOne: { filter: { _id }, replacement, upsert: true } };
    });
    await this.model.collection.bulkWrite(operations as never, { ordered: false });
  }

  /** Encounters in which one of the staff began to be there in `from` (inclusive) to `to`. */
  async encountersOfStaff(
    { practiceId }: Principal,
    staffIds: readonly string[],
    span: { readonly from: Instant; readonly to: Instant },
  ): Promise<ReadonlySet<string>> {
    const start = { $gte: new Date(span.from), $lt: new Date(span.to) };
    const docs = await this.model
      .find({ practiceId, staffId: { $in: [...staffIds] }, start })
      .select({ encounterId: 1 })
      .lean<Pick<VisitSpanDoc, 'encounterId'>[]>()
      .exec();
    return new Set(docs.map(({ encounterId }) => encounterId));
  }
}
