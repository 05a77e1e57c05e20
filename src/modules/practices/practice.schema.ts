import { recordSchema, type RecordDoc } from '../records/record-schema.js';
import type { Payer } from './payers/payer.js';
import type { Practice } from './practice.js';
import type { StaffMember } from './staff/staff-member.js';

export const PRACTICES = 'practices';
export const PAYERS = 'payers';
export const STAFF = 'staff';

/** What is authenticated with an encrypted tax id. */
export const TAX_ID = 'practices.taxId';

/** `taxId` is encrypted in it. */
export type PracticeDoc = RecordDoc & Practice;
export type PayerDoc = RecordDoc & Payer;
export type StaffDoc = RecordDoc & StaffMember;

export const practiceSchema = recordSchema<PracticeDoc>(
  PRACTICES,
  {},
  {
    encrypted: { taxId: TAX_ID },
    crossPractice: [
      { operation: 'distinct', filter: {}, reason: 'each practice is told that a backup holds its data' },
    ],
  },
);

export const payerSchema = recordSchema<PayerDoc>(PAYERS, { name: String });
payerSchema.index({ practiceId: 1, name: 1 });

export const staffSchema = recordSchema<StaffDoc>(STAFF, { name: String });
staffSchema.index({ practiceId: 1, name: 1 });
