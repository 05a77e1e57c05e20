import { recordSchema, type RecordDoc } from '../../records/record-schema.js';
import type { Payer } from './payer.js';

export const PAYERS = 'payers';

export type PayerDoc = RecordDoc & Payer;

export const payerSchema = recordSchema<PayerDoc>(PAYERS, { name: String });
payerSchema.index({ practiceId: 1, name: 1 });
