import type { AuditEntryDoc } from './audit-entry.schema.js';
import { canonicalText, exportLine } from './canonical-entry.js';

/** Any document in the collection as a line: what somebody else wrote into it must be told, not tripped over. */
export function storedLine({ _id: _key, practiceId, at, hash, ...rest }: AuditEntryDoc): string {
  const time = at instanceof Date && !Number.isNaN(at.getTime()) ? at.toISOString() : at;
  return exportLine(canonicalText(practiceId, time, rest), String(hash));
}
