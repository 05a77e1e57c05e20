import { instant } from '../../domain/time/instant.js';
import { docId } from '../../platform/database/doc-id.js';
import type { AuditEntry, EntryState } from './audit-entry.js';

/**
 * The `_id` sorts by practice, writer and place in the chain, so it serves as the index of the chains. It also breaks ties
 * in the order of pages: the index of pages ends with it, so no query has to sort.
 */
export interface AuditEntryDoc {
  _id: string;
  practiceId: string;
  id: string;
  at: Date;
  actor: { kind: string; id: string };
  action: string;
  entity: string;
  count: number;
  digest: string;
  ids: string[];
  patients: { count: number; digest: string; ids: string[] } | null;
  from: { address: string; agent: string | null } | null;
  reason: string | null;
  before: unknown;
  after: unknown;
  requestId: string | null;
  state: string;
  writer: string;
  seq: number;
  previousHash: string;
  hash: string;
}

export function toDoc(practiceId: string, entry: AuditEntry): object {
  return {
    ...entry,
    _id: docId(practiceId, entry.id),
    practiceId,
    at: new Date(entry.at),
  };
}

/** Null for a document without a valid time, which the product never writes. */
export function fromDoc({ _id: _key, practiceId: _practiceId, ...doc }: AuditEntryDoc): AuditEntry | null {
  const at: unknown = doc.at;
  if (!(at instanceof Date)) return null;
  return {
    ...doc,
    at: instant(at.getTime()),
    actor: doc.actor as AuditEntry['actor'],
    before: doc.before ?? null,
    after: doc.after ?? null,
    state: doc.state as EntryState,
  };
}
