import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { Principal } from '../caller/principal.js';
import type { PatientRecordPart, RecordDocument } from '../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../records/patient-record/patient-record-parts.js';
import { recordDocuments } from '../records/patient-record/record-documents.js';
import { ENROLLMENTS, type EnrollmentDoc } from './enrollment.schema.js';

/** The patient's enrollments. They hold no free text, so a record that is kept keeps them unchanged. */
@Injectable()
export class EnrollmentsRecordPart implements PatientRecordPart {
  readonly collections = [ENROLLMENTS];

  constructor(
    @InjectModel(ENROLLMENTS) private readonly model: Model<EnrollmentDoc>,
    parts: PatientRecordParts,
  ) {
    parts.register(this);
  }

  documents({ practiceId }: Principal, patientId: string): AsyncIterable<RecordDocument> {
    return recordDocuments(this.model.collection, { practiceId, patientId });
  }

  async remove({ practiceId }: Principal, patientId: string): Promise<void> {
    await this.model.collection.deleteMany({ practiceId, patientId });
  }
}
