import { z } from 'zod';
import type { Instant } from '../../domain/time/instant.js';
import { count, instantText, sha256Text } from '../../platform/http/answers/answer-fields.js';
import type { Principal } from '../caller/principal.js';

/** One change or access as the caller describes it. `before` and `after` hold ids, versions and field names, never identifiers of a person. */
export interface AuditedChange {
  /** What was done, as `<entity>.<verb>`. */
  readonly action: string;
  readonly entity: string;
  readonly ids: readonly string[];
  /** The patients whose data it touches, in any order, repeated or not; left out where the caller does not know them cheaply. */
  readonly patientIds?: readonly string[];
  readonly reason?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Many ids in little room. */
export interface IdSummary {
  readonly count: number;
  /** SHA-256 (hex) over the sorted ids joined by line feeds. */
  readonly digest: string;
  /** The first 20 ids, sorted. */
  readonly ids: readonly string[];
}

/**
 * `stands`: stored in one commit with what it describes, or describes what has happened already; true unless a later
 * marks entry of the chain names it as failed. `announced`: stored before the change; a later marks entry names it as
 * done or failed, and where none does, the process died in between.
 */
export type EntryState = 'stands' | 'announced';

/** What an entry says, before it has its place in a chain. */
export interface AuditContent extends IdSummary {
  readonly at: Instant;
  readonly actor: { readonly kind: Principal['kind']; readonly id: string };
  /** Null for schedules. `agent`: the first 16 hex digits of the SHA-256 of the User-Agent header; null without one. */
  readonly from: { readonly address: string; readonly agent: string | null } | null;
  readonly action: string;
  readonly entity: string;
  /** The patients touched, each once; null where the caller named none. */
  readonly patients: IdSummary | null;
  readonly reason: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly requestId: string | null;
  /** The emergency access under which it was done; there only then. */
  readonly emergency?: string;
  readonly state: EntryState;
}

/** One stored line of the audit log. */
export interface AuditEntry extends AuditContent {
  /** Follows from `writer` and `seq`. */
  readonly id: string;
  /** The start of a process; each practice has one chain a writer. */
  readonly writer: string;
  /** From 1, without gaps within the chain. */
  readonly seq: number;
  /** The `hash` of the entry before it; 64 zeros for the first. */
  readonly previousHash: string;
  /** SHA-256 (hex) of everything else in the entry: see docs/security/audit.md. */
  readonly hash: string;
}

const summary = { count, digest: sha256Text, ids: z.array(z.string()).max(20) };
export const actorAnswer = z.strictObject({ kind: z.enum(['person', 'gateway', 'job']), id: z.string() });
export const originAnswer = z.strictObject({ address: z.string(), agent: z.string().nullable() });

/** An entry as the API shows it. */
export const auditEntryAnswer = z
  .strictObject({
    ...summary,
    at: instantText,
    actor: actorAnswer,
    from: originAnswer.nullable(),
    action: z.string(),
    entity: z.string(),
    patients: z.strictObject(summary).nullable(),
    reason: z.string().nullable(),
    before: z.unknown(),
    after: z.unknown(),
    requestId: z.string().nullable(),
    emergency: z.string().exactOptional(),
    state: z.enum(['stands', 'announced']),
    id: z.string(),
    writer: z.string(),
    seq: z.int().min(1),
    previousHash: sha256Text,
    hash: sha256Text,
  })
  .meta({ id: 'AuditEntry' });
