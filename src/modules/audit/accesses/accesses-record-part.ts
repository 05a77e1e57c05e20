import { Injectable } from '@nestjs/common';
import type { PatientRecordPart } from '../../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../../records/patient-record/patient-record-parts.js';
import { ACCESSES } from './access.schema.js';

/**
 * Who touched the patient's data. The rows hold only ids and outlive an erasure, because the audit log must still
 * account for the record (45 CFR 164.312(b)). The access report shows them; the export leaves them out.
 */
@Injectable()
export class AccessesRecordPart implements PatientRecordPart {
  readonly collections = [ACCESSES];

  constructor(parts: PatientRecordParts) {
    parts.register(this);
  }
}
