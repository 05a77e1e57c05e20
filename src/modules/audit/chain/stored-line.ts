import { docId } from '../../../platform/database/doc-id.js';
import type { AuditEntryDoc } from '../audit-entry.doc.js';
import { canonicalText, ENTRY_FIELDS, exportLine } from './canonical-entry.js';

/** A document of the collection as a line of an export, without its line feed. */
export function storedLine(practiceId: string, doc: AuditEntryDoc): string {
  return exportLine(storedText(practiceId, doc), String(doc.hash));
}

/**
 * A document of the collection in the form that is hashed. It accepts documents that the product did not write, so that
 * verification reports them instead of failing. Anything that an entry cannot hold is added under a name that starts with
 * a plus, which no field of an entry does, so the text differs from that of any real entry.
 * @param practiceId whose log is read. A document of another practice, or under another key than its own, is not an entry
 *   of this log.
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
