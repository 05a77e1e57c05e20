import type { Payer } from './payer.js';
import { type RecordDoc, recordSchema } from '../../records/record-schema.js';

export const PAYERS = 'payers';

export type PayerDoc = RecordDoc & Payer;

export const payerSchema = recordSchema<PayerDoc>(PAYERS, { name: String });
payerSchema.index({ practiceId: 1, name: 1 });
