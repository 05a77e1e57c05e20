import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { docId } from '../../platform/database/doc-id.js';
import type { Principal } from '../caller/principal.js';
import type { PatientRecordPart, RecordDocument } from '../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../records/patient-record/patient-record-parts.js';
import { recordDocuments } from '../records/patient-record/record-documents.js';
import { fromDoc } from './record/patient.doc.js';
import { PATIENTS, type PatientDoc } from './record/patient.schema.js';

/** The patient's own document. Beginning an erasure takes the identifiers out of it, and the rest of it stays. */
@Injectable()
export class PatientsRecordPart implements PatientRecordPart {
  readonly collections = [PATIENTS];

  constructor(
    @InjectModel(PATIENTS) private readonly model: Model<PatientDoc>,
    private readonly cipher: FieldCipher,
    parts: PatientRecordParts,
  ) {
    parts.register(this);
  }

  documents({ practiceId }: Principal, patientId: string): AsyncIterable<RecordDocument> {
    const filter = { _id: docId(practiceId, patientId) };
    return recordDocuments<PatientDoc>(this.model.collection, filter, (doc) => ({
      ...doc,
      ...fromDoc(this.cipher, doc),
      zones: doc.zones,
    }));
  }
}
