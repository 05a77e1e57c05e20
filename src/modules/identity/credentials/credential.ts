import type { Instant } from '../../../domain/time/instant.js';
import type { Principal, Scope } from '../../caller/principal.js';

/** How a holder proves itself: it sends a token, or signs each request with a secret. */
export type CredentialScheme = 'bearer' | 'hmac';

/** What a token is issued for. */
export interface CredentialRequest {
  readonly kind: Principal['kind'];
  /** The id of the person, gateway or job that will hold the token. */
  readonly principalId: string;
  readonly scopes: readonly Scope[];
  /** Required for a gateway: the name under which its reading ids are unique. */
  readonly source?: string | null;
  readonly staffId?: string | null;
  /** For gateways only; default: bearer. */
  readonly scheme?: CredentialScheme;
  /** Null: until it is revoked. */
  readonly expiresAt?: Instant | null;
}

/** A stored credential; a bearer token itself is never stored, and a signing secret is encrypted. */
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
  readonly scheme: CredentialScheme;
  /** To the hour; null: never used. */
  readonly lastUsedAt: Instant | null;
  /** The credential that this one takes over from. */
  readonly rotatedFrom: string | null;
  /** The one that takes over from it. */
  readonly replacedBy: string | null;
}
