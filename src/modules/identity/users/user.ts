import type { Instant } from '../../../domain/time/instant.js';
import type { Principal } from '../../caller/principal.js';
import { scopesOf, type Role } from './role.js';

/** A person who may sign in to a practice. Users are disabled, never removed: the audit log names them by id. */
export interface User {
  readonly practiceId: string;
  /** The name to sign in with, unique within the practice; it never changes. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The staff record that the person acts as. */
  readonly staffId: string | null;
  readonly createdAt: Instant;
  readonly disabledAt: Instant | null;
  /** Until when a setup token that was handed out holds; null: none is open. */
  readonly accountSetupExpiresAt: Instant | null;
  readonly secrets: UserSecrets;
}

/** What a user signs in with. Never shown. */
export interface UserSecrets {
  /** Argon2id in PHC form; null until the user has set up the account. */
  readonly passwordHash: string | null;
  /** The shared secret of the one-time codes, base32. */
  readonly totpSecret: string | null;
  /** The last 30-second step whose code was taken: no code is taken twice. */
  readonly totpLastStep: number;
  readonly recoveryHashes: readonly string[];
  /** Shown during account setup and not yet confirmed by a code. */
  readonly pendingTotpSecret: string | null;
  /** Rises when the user is disabled or reset or changes the password; a session of an earlier epoch is over. */
  readonly epoch: number;
}

/** The caller that a signed-in user is. */
export function principalOf(user: User): Principal {
  return {
    kind: 'person',
    id: user.id,
    practiceId: user.practiceId,
    scopes: scopesOf(user.roles),
    source: null,
    staffId: user.staffId,
  };
}

/** The secret whose codes confirm an accountSetup: the authenticator of before where it was kept, else the one that was shown. */
export function setupSecret({ secrets }: User): string | null {
  return secrets.totpSecret ?? secrets.pendingTotpSecret;
}
