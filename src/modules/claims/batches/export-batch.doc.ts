import type { ClaimLine } from '../../../domain/claims/claim-line.js';
import type { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import type { ExportBatch } from './export-batch.js';

const MRN = 'exportBatches.lines.mrn';
const MEMBER_ID = 'exportBatches.lines.memberId';

/** The encrypted fields. Each maps to the name that is authenticated with its value. */
export const SEALED = { 'lines[].mrn': MRN, 'lines[].memberId': MEMBER_ID } as const;

/** A stored batch. The identifiers of persons in its lines are encrypted. */
export interface ExportBatchDoc extends ExportBatch {
  _id: string;
  practiceId: string;
  id: string;
}

export function toDoc(cipher: FieldCipher, practiceId: string, batch: ExportBatch): ExportBatchDoc {
  const id = String(batch.number);
  const lines = batch.lines.map((line) =>
    withIdentifiers(line, (value, field) => cipher.encrypt(value, field)),
  );
  return { _id: docId(practiceId, id), practiceId, id, ...batch, lines };
}

/** @throws when a value was altered or its key is missing */
export function fromDoc(cipher: FieldCipher, doc: ExportBatchDoc): ExportBatch {
  return {
    number: doc.number,
    status: doc.status,
    createdBy: doc.createdBy,
    createdAt: doc.createdAt,
    lines: doc.lines.map((line) => decryptLine(cipher, line)),
    fileSha256: doc.fileSha256,
    withdrawal: doc.withdrawal,
    version: doc.version,
  };
}

export function decryptLine(cipher: FieldCipher, line: ClaimLine): ClaimLine {
  return withIdentifiers(line, (value, field) => cipher.decrypt(value, field));
}

function withIdentifiers(line: ClaimLine, change: (value: string, field: string) => string): ClaimLine {
  return {
    ...line,
    mrn: line.mrn === null ? null : change(line.mrn, MRN),
    memberId: line.memberId === null ? null : change(line.memberId, MEMBER_ID),
  };
}
