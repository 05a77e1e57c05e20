import { hash } from 'node:crypto';
import type { AuditEntry } from '../audit-entry.js';

/** An entry of a practice before it is hashed. */
export type UnhashedEntry = Omit<AuditEntry, 'hash'>;

/** The previous hash of the first entry of a chain and of the first manifest of a practice. */
export const NO_HASH = '0'.repeat(64);

/** The hashed fields, of any type, because a tampered document may hold anything in them. */
type HashedFields = { readonly [F in keyof Omit<UnhashedEntry, 'at'>]: unknown };

/**
 * The text that is hashed: the entry as one JSON object with the fields in this order and no whitespace, up to but not
 * including the comma before `"hash"`.
 * @param at ISO 8601 in UTC with milliseconds
 * @param extra fields that no entry has. Someone added them, and including them here makes the hash differ.
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

/** The one list of hashed fields. The compiler checks that no field of an entry is missing. */
function fieldsOf(practiceId: string, at: unknown, entry: HashedFields) {
  // Written out because this runs on every write; destructuring and spreading costs three times as much.
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
    // Undefined, and so left out of the JSON, if there is none.
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
