import type { Instant } from '../../domain/time/instant.js';
import type { Principal } from '../caller/principal.js';

/**
 * One change or access, as the code that makes it describes it. `before` and `after` hold ids, versions and field names,
 * never identifiers of a person.
 */
export interface AuditedChange {
  /** What was done, as `<entity>.<verb>`. */
  readonly action: string;
  readonly entity: string;
  readonly ids: readonly string[];
  /**
   * The patients whose data it touches, in any order; repeats are allowed. Left out where finding them would be costly.
   */
  readonly patientIds?: readonly string[];
  readonly reason?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A compact summary of many ids. */
export interface IdSummary {
  readonly count: number;
  /** SHA-256 (hex) over the sorted ids joined by line feeds. */
  readonly digest: string;
  /** The first 20 ids, sorted. */
  readonly ids: readonly string[];
}

/**
 * `recorded`: stored in the same commit as the change, or describes something that has already happened. It is true unless
 * a later marks entry of the chain names it as failed. `announced`: stored before the change. A later marks entry names it
 * as done or failed; if none does, the process died in between.
 */
export type EntryState = 'recorded' | 'announced';

/** The content of an entry before it has its place in a chain. */
export interface AuditContent extends IdSummary {
  readonly at: Instant;
  readonly actor: { readonly kind: Principal['kind']; readonly id: string };
  /** Null for schedules. `agent`: the first 16 hex digits of the SHA-256 of the User-Agent header; null without one. */
  readonly from: { readonly address: string; readonly agent: string | null } | null;
  readonly action: string;
  readonly entity: string;
  /** The patients touched, without repeats; null where the caller named none. */
  readonly patients: IdSummary | null;
  readonly reason: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly requestId: string | null;
  /** The emergency access under which it was done; absent otherwise. */
  readonly emergency?: string;
  readonly state: EntryState;
}

/** One stored line of the audit log. */
export interface AuditEntry extends AuditContent {
  /** Derived from `writer` and `seq`. */
  readonly id: string;
  /** Identifies one run of a process. Each practice has one chain per writer. */
  readonly writer: string;
  /** Counts from 1, without gaps within the chain. */
  readonly seq: number;
  /** The `hash` of the entry before it; 64 zeros for the first. */
  readonly previousHash: string;
  /** SHA-256 (hex) of everything else in the entry. See docs/security/audit.md. */
  readonly hash: string;
}
