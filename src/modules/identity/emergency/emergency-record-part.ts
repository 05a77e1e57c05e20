import { Injectable } from '@nestjs/common';
import type { PatientRecordPart } from '../../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../../records/patient-record/patient-record-parts.js';
import { EMERGENCY_ACCESS } from './emergency-access.schema.js';

/** Emergency accesses that name the patient. They are records of what staff did, so an erasure leaves them. */
@Injectable()
export class EmergencyRecordPart implements PatientRecordPart {
  readonly collections = [EMERGENCY_ACCESS];

  constructor(parts: PatientRecordParts) {
    parts.register(this);
  }
}
