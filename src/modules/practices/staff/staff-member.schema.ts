import { recordSchema, type RecordDoc } from '../../records/record-schema.js';
import type { StaffMember } from './staff-member.js';

export const STAFF = 'staff';

export type StaffDoc = RecordDoc & StaffMember;

export const staffSchema = recordSchema<StaffDoc>(STAFF, { name: String });
staffSchema.index({ practiceId: 1, name: 1 });
