import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { Principal } from '../caller/principal.js';
import { ERASED } from '../records/patient-record/erased-text.js';
import type { PatientRecordPart, RecordDocument } from '../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../records/patient-record/patient-record-parts.js';
import { recordDocuments } from '../records/patient-record/record-documents.js';
import { AttributionEpochsRepository } from './attribution/attribution-epochs.repository.js';
import type { ReadingDoc } from './reading.doc.js';
import { READINGS } from './reading.schema.js';

/** The patient's readings. A record that is kept keeps the measured values and loses raw payloads and reasons. */
@Injectable()
export class ReadingsRecordPart implements PatientRecordPart {
  readonly collections = [READINGS];

  constructor(
    @InjectModel(READINGS) private readonly model: Model<ReadingDoc>,
    private readonly epochs: AttributionEpochsRepository,
    parts: PatientRecordParts,
  ) {
    parts.register(this);
  }

  documents({ practiceId }: Principal, patientId: string): AsyncIterable<RecordDocument> {
    return recordDocuments(this.model.collection, { practiceId, patientId });
  }

  /** From now on, a reading that arrives belongs to nobody. */
  beforeErasing(principal: Principal): Promise<void> {
    return this.epochs.bump(principal);
  }

  async remove({ practiceId }: Principal, patientId: string): Promise<void> {
    await this.model.collection.deleteMany({ practiceId, patientId });
  }

  async overwrite({ practiceId }: Principal, patientId: string): Promise<void> {
    const own = { practiceId, patientId };
    const { collection } = this.model;
    // The version rises with the payload, so that no writer stores an older copy again.
    await collection.updateMany(
      { ...own, raw: { $ne: '{}' } },
      { $set: { raw: '{}' }, $inc: { version: 1 } },
    );
    for (const field of ['exclusion.reason', 'discard.reason'])
      await collection.updateMany({ ...own, [field]: { $exists: true } }, { $set: { [field]: ERASED } });
  }

  /** A reading that was stored under the earlier records also belongs to nobody now, or is overwritten. */
  afterErasing(principal: Principal): Promise<void> {
    return this.epochs.bump(principal);
  }
}
