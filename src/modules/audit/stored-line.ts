import type { AuditEntryDoc } from './audit-entry.schema.js';
import { canonicalText, exportLine } from './canonical-entry.js';

/** Any document in the collection as a line: what somebody else wrote into it must be told, not tripped over. */
export function storedLine(doc: AuditEntryDoc): string {
  const { practiceId, at, hash } = doc;
  const time = at instanceof Date && !Number.isNaN(at.getTime()) ? at.toISOString() : at;
  const extra = Object.entries(doc).filter(([field]) => !KNOWN.has(field));
  return exportLine(
    canonicalText(practiceId, time, doc, extra.length === 0 ? null : Object.fromEntries(extra)),
    String(hash),
  );
}

const KNOWN: ReadonlySet<string> = new Set([
  ...[
    '_id',
    'practiceId',
    'id',
    'at',
    'actor',
    'from',
    'action',
    'entity',
    'count',
    'digest',
    'ids',
    'patients',
  ],
  ...[
    'reason',
    'before',
    'after',
    'requestId',
    'state',
    'emergency',
    'writer',
    'seq',
    'previousHash',
    'hash',
  ],
]);
