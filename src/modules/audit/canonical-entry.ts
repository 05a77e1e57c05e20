import { hash } from 'node:crypto';
import type { AuditEntry } from './audit-entry.js';

/** An entry of a practice before it is hashed. */
export type UnhashedEntry = Omit<AuditEntry, 'hash'>;

/** What stands before the first entry of a chain and the first manifest of a practice. */
export const NO_HASH = '0'.repeat(64);

/** The hashed fields that are kept as they are. */
type PlainFields = Omit<UnhashedEntry, 'at'>;

/**
 * The form that is hashed: the entry as one JSON object in this order of fields, without blanks, up to but without the
 * comma before `"hash"`. Fields that no entry has come last: somebody added them, and the hash tells.
 * @param at ISO 8601 in UTC with milliseconds; a document that was tampered with may hold anything
 */
export function canonicalText(
  practiceId: string,
  at: unknown,
  fields: { readonly [F in keyof PlainFields]: unknown },
): string {
  const { writer, seq, previousHash, id, actor, from, action, entity, count, digest, ids, ...rest } = fields;
  const { patients, reason, before, after, requestId, state, ...extra } = rest;
  const text = JSON.stringify({
    practice: practiceId,
    ...{ writer, seq, previousHash, id, at, actor, from, action, entity, count, digest, ids },
    ...{ patients, reason, before, after, requestId, state },
    ...extra,
  });
  return text.slice(0, -1);
}

export function hashOf(canonical: string | Uint8Array): string {
  return hash('sha256', canonical, 'hex');
}

/** One line of an export, without its line feed. */
export function exportLine(canonical: string, hashHex: string): string {
  return `${canonical},"hash":"${hashHex}"}`;
}
