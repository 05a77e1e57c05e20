import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { Principal } from '../caller/principal.js';
import type { PatientRecordPart } from '../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../records/patient-record/patient-record-parts.js';
import { CLOSE_QUEUE, type CloseQueueDoc } from './close-queue.schema.js';

/** The patient's entry in the close queue. It says only when to close, so the export leaves it out. */
@Injectable()
export class RestatementRecordPart implements PatientRecordPart {
  readonly collections = [CLOSE_QUEUE];

  constructor(
    @InjectModel(CLOSE_QUEUE) private readonly model: Model<CloseQueueDoc>,
    parts: PatientRecordParts,
  ) {
    parts.register(this);
  }

  async remove({ practiceId }: Principal, patientId: string): Promise<void> {
    await this.model.collection.deleteMany({ practiceId, patientId });
  }
}
