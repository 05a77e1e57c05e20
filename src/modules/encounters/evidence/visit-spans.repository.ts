import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { VisitSpan } from '../../../domain/assess/encounters/record/codable-encounter.js';
import { visitSpanId } from '../../../domain/assess/encounters/record/visit-spans.js';
import type { Interval } from '../../../domain/facts/intervals.js';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { docId } from '../../../platform/database/doc-id.js';
import { findRows } from '../../../platform/database/find-rows.js';
import type { Principal } from '../../caller/principal.js';
import { VISIT_SPANS, type VisitSpanDoc } from './visit-span.schema.js';

/** A stretch of time that one person spent in a patient's visit. */
interface PersonSpan extends Interval {
  readonly encounterId: string;
  readonly patientId: string;
}

@Injectable()
export class VisitSpansRepository {
  constructor(@InjectModel(VISIT_SPANS) private readonly model: Model<VisitSpanDoc>) {}

  /** Writes an encounter's spans. Writing them again replaces the same rows. */
  async put(
    { practiceId }: Principal,
    { id: encounterId, patientId }: { readonly id: string; readonly patientId: string },
    spans: readonly VisitSpan[],
  ): Promise<void> {
    if (spans.length === 0) return;
    const operations = spans.map(({ staffId, start, end }, index) => {
      const id = visitSpanId(encounterId, index);
      const _id = docId(practiceId, id);
      const times = { start: new Date(start), end: new Date(end) };
      const replacement = { _id, practiceId, id, encounterId, patientId, staffId, ...times };
      return { replaceOne: { filter: { _id }, replacement, upsert: true } };
    });
    await this.model.collection.bulkWrite(operations as never, { ordered: false });
  }

  /** Encounters that one of the staff entered between `from` (inclusive) and `to`. */
  async encountersOfStaff(
    { practiceId }: Principal,
    staffIds: readonly string[],
    span: { readonly from: Instant; readonly to: Instant },
  ): Promise<ReadonlySet<string>> {
    const start = { $gte: new Date(span.from), $lt: new Date(span.to) };
    const docs = await findRows(
      this.model,
      { practiceId, staffId: { $in: [...staffIds] }, start },
      { fields: ['encounterId'] },
    );
    return new Set(docs.map(({ encounterId }) => encounterId));
  }

  /** Spans of one person that begin between `from` (inclusive) and `to`. */
  async ofPerson(
    { practiceId }: Principal,
    staffId: string,
    span: { readonly from: Instant; readonly to: Instant },
  ): Promise<PersonSpan[]> {
    const start = { $gte: new Date(span.from), $lt: new Date(span.to) };
    const docs = await findRows(
      this.model,
      { practiceId, staffId, start },
      { fields: ['encounterId', 'patientId', 'start', 'end'] },
    );
    return docs.map(({ encounterId, patientId, start: first, end }) => ({
      encounterId,
      patientId,
      start: instant(first.getTime()),
      end: instant(end.getTime()),
    }));
  }
}
