import { recordSchema, type RecordDoc } from '../records/record-schema.js';
import type { Assignment } from './assignments/assignment.js';
import type { Device } from './device.js';

export const DEVICES = 'devices';
export const DEVICE_ASSIGNMENTS = 'deviceAssignments';

export type DeviceDoc = RecordDoc & Device;
export type AssignmentDoc = RecordDoc &
  Omit<Assignment, 'from' | 'to' | 'recordedAt'> & { from: Date; to: Date | null; recordedAt: Date };

export const deviceSchema = recordSchema<DeviceDoc>(DEVICES, { serial: String, imei: String });
deviceSchema.index({ practiceId: 1, serial: 1 });
deviceSchema.index({ practiceId: 1, imei: 1 });

export const assignmentSchema = recordSchema<AssignmentDoc>(DEVICE_ASSIGNMENTS, {
  deviceId: String,
  patientId: String,
  from: Date,
});
assignmentSchema.index({ practiceId: 1, deviceId: 1, from: 1 });
assignmentSchema.index({ practiceId: 1, patientId: 1 });
