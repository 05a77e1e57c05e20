import { docId } from '../../../platform/database/doc-id.js';
import type { AuditEntryDoc } from '../audit-entry.schema.js';
import { canonicalText, ENTRY_FIELDS, exportLine } from './canonical-entry.js';

/** Any document in the collection as a line of an export, without its line feed. */
export function storedLine(practiceId: string, doc: AuditEntryDoc): string {
  return exportLine(storedText(practiceId, doc), String(doc.hash));
}

/**
 * Any document in the collection in the form that is hashed: what somebody else wrote into it must be told, not tripped over. What no
 * entry holds gives another text than any entry has, under names that begin with a plus, which no field of an entry has.
 * @param practiceId whose log is read; a document of another practice, or in another place than its own, is no entry of it
 */
export function storedText(practiceId: string, doc: AuditEntryDoc): string {
  const { at } = doc;
  const isTime = at instanceof Date && !Number.isNaN(at.getTime());
  const isPlaced = doc.practiceId === practiceId && doc._id === docId(practiceId, doc.id);
  const extra = Object.entries(doc)
    .filter(([field]) => !KNOWN.has(field) || (field === '_id' && !isPlaced))
    .map(([field, value]): [string, unknown] => [`+${field}`, value]);
  return canonicalText(
    doc.practiceId,
    isTime ? at.toISOString() : { '+at': at },
    doc,
    extra.length === 0 ? null : Object.fromEntries(extra),
  );
}

const KNOWN: ReadonlySet<string> = new Set(['_id', 'practiceId', ...ENTRY_FIELDS]);
