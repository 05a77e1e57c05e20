import type { Instant } from '../../domain/time/instant.js';
import type { Principal } from '../identity/principal.js';

/** One change as the caller describes it. `before` and `after` hold ids, versions and field names, never identifiers of a person. */
export interface AuditedChange {
  /** What was done, as `<entity>.<verb>`. */
  readonly action: string;
  readonly entity: string;
  readonly ids: readonly string[];
  readonly reason?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One stored line of the audit log. */
export interface AuditEntry {
  readonly id: string;
  readonly at: Instant;
  readonly actor: { readonly kind: Principal['kind']; readonly id: string };
  readonly action: string;
  readonly entity: string;
  readonly count: number;
  /** SHA-256 (hex) over the sorted ids joined by line feeds. */
  readonly digest: string;
  /** The first 20 ids, sorted. */
  readonly ids: readonly string[];
  readonly reason: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly requestId: string | null;
}
