import type { Instant } from '../../../domain/time/instant.js';
import type { Principal, Scope } from '../../caller/principal.js';

/** How the holder authenticates: by sending a token, or by signing each request with a secret. */
type CredentialScheme = 'bearer' | 'hmac';

/** What the caller asks for when a credential is issued. */
export interface CredentialRequest {
  readonly kind: Principal['kind'];
  /** The id of the person, gateway or job that will hold the token. */
  readonly principalId: string;
  readonly scopes: readonly Scope[];
  /** Required for a gateway: the name within which its reading ids are unique. */
  readonly source?: string | null;
  readonly staffId?: string | null;
  /** `hmac` is for gateways only. The default is `bearer`. */
  readonly scheme?: CredentialScheme;
  /** Null: valid until it is revoked. */
  readonly expiresAt?: Instant | null;
}

/** A stored credential. A bearer token is stored only as a hash, and a signing secret is encrypted. */
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
  /** Accurate to the hour; null: never used. */
  readonly lastUsedAt: Instant | null;
  /** The credential that this one replaces. */
  readonly rotatedFrom: string | null;
  /** The credential that replaces this one. */
  readonly replacedBy: string | null;
}
