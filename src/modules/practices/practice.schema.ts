import type { Practice } from './practice.js';
import { type RecordDoc, recordSchema } from '../records/record-schema.js';

export const PRACTICES = 'practices';

/** What is authenticated with an encrypted tax id. */
export const TAX_ID = 'practices.taxId';

/** `taxId` is encrypted in it. */
export type PracticeDoc = RecordDoc & Practice;

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
