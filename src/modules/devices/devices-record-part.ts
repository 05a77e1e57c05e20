import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { docId } from '../../platform/database/doc-id.js';
import type { Principal } from '../caller/principal.js';
import type { PatientRecordPart, RecordDocument } from '../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../records/patient-record/patient-record-parts.js';
import { recordDocuments } from '../records/patient-record/record-documents.js';
import { DEVICE_ASSIGNMENTS, type AssignmentDoc } from './assignments/assignment.schema.js';
import { AssignmentsService } from './assignments/assignments.service.js';
import { DEVICES, type DeviceDoc } from './device.schema.js';

/** The patient's device assignments. The export also holds the devices themselves; they outlive the patient's record. */
@Injectable()
export class DevicesRecordPart implements PatientRecordPart {
  readonly collections = [DEVICE_ASSIGNMENTS];

  constructor(
    @InjectModel(DEVICE_ASSIGNMENTS) private readonly assignments: Model<AssignmentDoc>,
    @InjectModel(DEVICES) private readonly devices: Model<DeviceDoc>,
    private readonly service: AssignmentsService,
    parts: PatientRecordParts,
  ) {
    parts.register(this);
  }

  async *documents({ practiceId }: Principal, patientId: string): AsyncGenerator<RecordDocument> {
    const keys = new Set<string>();
    for await (const found of recordDocuments(this.assignments.collection, { practiceId, patientId })) {
      keys.add(docId(practiceId, String(found.document['deviceId'])));
      yield found;
    }
    yield* recordDocuments(this.devices.collection, { _id: { $in: [...keys] } });
  }

  async remove({ practiceId }: Principal, patientId: string): Promise<void> {
    await this.assignments.collection.deleteMany({ practiceId, patientId });
  }

  /** Assignments that are still open end, so that nothing a device sends becomes the patient's. */
  overwrite(principal: Principal, patientId: string): Promise<void> {
    return this.service.endOpen(principal, patientId);
  }
}
