import { hash } from 'node:crypto';
import type { AuditEntry } from '../audit-entry.js';

/** An entry of a practice before it is hashed. */
export type UnhashedEntry = Omit<AuditEntry, 'hash'>;

/** What stands before the first entry of a chain and the first manifest of a practice. */
export const NO_HASH = '0'.repeat(64);

/** The hashed fields that are kept as they are; a document that was tampered with may hold anything in them. */
type HashedFields = { readonly [F in keyof Omit<UnhashedEntry, 'at'>]: unknown };

/**
 * The form that is hashed: the entry as one JSON object in this order of fields, without blanks, up to but without the
 * comma before `"hash"`.
 * @param at ISO 8601 in UTC with milliseconds
 * @param extra fields that no entry has: somebody added them, and the hash tells
 */
export function canonicalText(
  practiceId: string,
  at: unknown,
  entry: HashedFields,
  extra: object | null = null,
): string {
  const fields = fieldsOf(practiceId, at, entry);
  return JSON.stringify(extra === null ? fields : { ...fields, ...extra }).slice(0, -1);
}

/** The one list of what is hashed: a field of an entry that is missing here does not compile. */
function fieldsOf(practiceId: string, at: unknown, entry: HashedFields) {
  // Spelled out, since this runs at every write: taking the fields apart and together again costs three times as much.
  return {
    practice: practiceId,
    writer: entry.writer,
    seq: entry.seq,
    previousHash: entry.previousHash,
    id: entry.id,
    at,
    actor: entry.actor,
    from: entry.from,
    action: entry.action,
    entity: entry.entity,
    count: entry.count,
    digest: entry.digest,
    ids: entry.ids,
    patients: entry.patients,
    reason: entry.reason,
    before: entry.before,
    after: entry.after,
    requestId: entry.requestId,
    state: entry.state,
    // Left out where there is none.
    emergency: entry.emergency,
  } satisfies Record<'practice' | keyof UnhashedEntry, unknown>;
}

/** The names of all fields that an entry may have. */
export const ENTRY_FIELDS: readonly string[] = [
  ...Object.keys(fieldsOf('', '', {} as HashedFields)).filter((field) => field !== 'practice'),
  'hash',
];

export function hashOf(canonical: string | Uint8Array): string {
  return hash('sha256', canonical, 'hex');
}

/** One line of an export, without its line feed. */
export function exportLine(canonical: string, hashHex: string): string {
  return `${canonical},"hash":"${hashHex}"}`;
}
