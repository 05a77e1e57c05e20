import { hash } from 'node:crypto';
import { formatInstant } from '../../domain/time/instant.js';
import type { AuditEntry } from './audit-entry.js';

/** An entry of a practice before it is hashed. */
export type UnhashedEntry = Omit<AuditEntry, 'hash'>;

/** What stands before the first entry of a chain and the first manifest of a practice. */
export const NO_HASH = '0'.repeat(64);

/**
 * The form that is hashed: the entry as one JSON object in this order of fields, without blanks, up to but without the
 * comma before `"hash"`. `extra` are fields that a stored document should not have; they are hashed, too, and so found.
 */
export function canonicalText(practiceId: string, entry: UnhashedEntry, extra?: object): string {
  const text = JSON.stringify({
    practice: practiceId,
    writer: entry.writer,
    seq: entry.seq,
    previousHash: entry.previousHash,
    id: entry.id,
    at: formatInstant(entry.at),
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
