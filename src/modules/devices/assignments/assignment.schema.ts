import { recordSchema, type RecordDoc } from '../../records/record-schema.js';
import type { Assignment } from './assignment.js';

export const DEVICE_ASSIGNMENTS = 'deviceAssignments';

export type AssignmentDoc = RecordDoc &
  Omit<Assignment, 'from' | 'to' | 'recordedAt'> & { from: Date; to: Date | null; recordedAt: Date };

export const assignmentSchema = recordSchema<AssignmentDoc>(DEVICE_ASSIGNMENTS, {
  deviceId: String,
  patientId: String,
  from: Date,
});
assignmentSchema.index({ practiceId: 1, deviceId: 1, from: 1 });
assignmentSchema.index({ practiceId: 1, patientId: 1 });
