import { z } from 'zod';
import { recordId, textField } from '../../platform/http/input-fields.js';

const PAGE_DEFAULT = 100;
const PAGE_MAX = 500;
const REASON_CHARACTERS_MAX = 500;

export const exportQuery = z.strictObject({
  // A fixed list instead of free text, because URLs end up in logs and browser histories.
  reason: z.enum(['access', 'audit', 'legal', 'transfer']).describe('why the record is given out'),
});
export type ExportQuery = z.output<typeof exportQuery>;
/** Why a whole record leaves the product. */
export type ExportReason = ExportQuery['reason'];

export const erasureBody = z.strictObject({
  reason: textField(REASON_CHARACTERS_MAX).describe('Kept in the audit log: no names or values.'),
});
export type ErasureBody = z.output<typeof erasureBody>;

export const retentionDueQuery = z.strictObject({
  cursor: recordId.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
});
export type RetentionDueQuery = z.output<typeof retentionDueQuery>;
