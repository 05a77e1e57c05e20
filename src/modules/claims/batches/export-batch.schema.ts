import { Schema } from 'mongoose';
import type { ClaimLine } from '../../../domain/claims/claim-line.js';
import type { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { sealed } from '../../../platform/crypto/sealed-fields.js';

export const EXPORT_BATCHES = 'exportBatches';
const MRN = 'exportBatches.lines.mrn';
const MEMBER_ID = 'exportBatches.lines.memberId';

/**
 * `marking`: the lines are frozen, charges are being marked. `complete`: the file stands. `withdrawing`: charges are
 * being given back. A crash in between is taken up again by the next call.
 */
export type BatchStatus = 'marking' | 'complete' | 'withdrawing' | 'withdrawn';

export interface ExportBatch {
  readonly number: number;
  readonly status: BatchStatus;
  readonly createdBy: string;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly lines: readonly ClaimLine[];
  /** SHA-256 (hex) of the file; null until it stands. */
  readonly fileSha256: string | null;
  readonly withdrawal: { readonly reason: string; readonly by: string; readonly at: string } | null;
  readonly version: number;
}

export interface ExportBatchDoc extends Omit<ExportBatch, 'lines'> {
  _id: string;
  practiceId: string;
  id: string;
  /** Identifiers of persons are encrypted in each line. */
  lines: readonly ClaimLine[];
}

export const exportBatchSchema = new Schema<ExportBatchDoc>(
  {
    _id: String,
    practiceId: String,
    id: String,
    version: Number,
    number: Number,
    status: String,
  } as never,
  {
    collection: EXPORT_BATCHES,
    ...sealed({ 'lines[].mrn': MRN, 'lines[].memberId': MEMBER_ID }),
    autoIndex: false,
    versionKey: false,
    id: false,
    minimize: false,
    strict: false,
  },
);
exportBatchSchema.index({ practiceId: 1, number: 1 }, { unique: true });

export function encryptLine(cipher: FieldCipher, line: ClaimLine): ClaimLine {
  return {
    ...line,
    mrn: line.mrn === null ? null : cipher.encrypt(line.mrn, MRN),
    memberId: line.memberId === null ? null : cipher.encrypt(line.memberId, MEMBER_ID),
  };
}

export function decryptLine(cipher: FieldCipher, line: ClaimLine): ClaimLine {
  return {
    ...line,
    mrn: line.mrn === null ? null : cipher.decrypt(line.mrn, MRN),
    memberId: line.memberId === null ? null : cipher.decrypt(line.memberId, MEMBER_ID),
  };
}
