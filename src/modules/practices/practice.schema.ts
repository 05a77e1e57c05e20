import { recordSchema, type RecordDoc } from '../records/record-schema.js';
import type { Practice } from './practice.js';

export const PRACTICES = 'practices';

/** The context that an encrypted tax id is bound to. */
export const TAX_ID = 'practices.taxId';

/** `taxId` is stored encrypted. */
export type PracticeDoc = RecordDoc & Practice;

export const practiceSchema = recordSchema<PracticeDoc>(
  PRACTICES,
  {},
  {
    encrypted: { taxId: TAX_ID },
    crossPractice: [
      {
        operation: 'distinct',
        filter: {},
        reason: 'a backup is logged in every practice whose data it holds',
      },
    ],
  },
);
