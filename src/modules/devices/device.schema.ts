import { recordSchema, type RecordDoc } from '../records/record-schema.js';
import type { Device } from './device.js';

export const DEVICES = 'devices';

export type DeviceDoc = RecordDoc & Device;

export const deviceSchema = recordSchema<DeviceDoc>(DEVICES, { serial: String, imei: String });
deviceSchema.index({ practiceId: 1, serial: 1 });
deviceSchema.index({ practiceId: 1, imei: 1 });
