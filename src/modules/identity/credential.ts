import type { Instant } from '../../domain/time/instant.js';
import type { Principal, Scope } from './principal.js';

/** What a token is issued for. */
export interface CredentialRequest {
  readonly kind: Principal['kind'];
  /** The id of the person, gateway or job that will hold the token. */
  readonly principalId: string;
  readonly scopes: readonly Scope[];
  /** Required for a gateway: the name under which its reading ids are unique. */
  readonly source?: string | null;
  readonly staffId?: string | null;
  /** Null: until it is revoked. */
  readonly expiresAt?: Instant | null;
}

/** A stored credential; the token itself is never stored. */
export interface Credential {
  readonly id: string;
  readonly kind: Principal['kind'];
  readonly principalId: string;
  readonly scopes: readonly Scope[];
  readonly source: string | null;
  readonly staffId: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}
