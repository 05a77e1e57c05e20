import type { Instant } from '../../../domain/time/instant.js';
import type { Principal } from '../../caller/principal.js';
import { scopesOf, type Role } from './role.js';

/**
 * A person who may sign in to a practice. Users are disabled but never removed, because the audit log names them by id.
 */
export interface User {
  readonly practiceId: string;
  /** The sign-in name, unique within the practice. It never changes. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The staff record that the person acts as. */
  readonly staffId: string | null;
  readonly createdAt: Instant;
  readonly disabledAt: Instant | null;
  /** When the open setup token expires; null: none is open. */
  readonly accountSetupExpiresAt: Instant | null;
  readonly secrets: UserSecrets;
}

/** What a user signs in with. Never part of an answer. */
interface UserSecrets {
  /** Argon2id in PHC string form; null until the account is set up. */
  readonly passwordHash: string | null;
  /** The shared secret of the one-time codes, base32. */
  readonly totpSecret: string | null;
  /** The last 30-second step whose code was used, so that no code works twice. */
  readonly totpLastStep: number;
  readonly recoveryHashes: readonly string[];
  /** Shown during account setup and not yet confirmed by a code. */
  readonly pendingTotpSecret: string | null;
  /** Rises when the user is disabled, reset or changes the password. A session from an earlier epoch has ended. */
  readonly epoch: number;
}

/** The principal of a signed-in user. */
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

/**
 * The secret whose codes confirm an account setup: the existing authenticator if it was kept, otherwise the new one.
 */
export function setupSecret({ secrets }: User): string | null {
  return secrets.totpSecret ?? secrets.pendingTotpSecret;
}
