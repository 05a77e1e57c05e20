import type { Instant } from '../../../domain/time/instant.js';
import { ALL_SCOPES, holds, type Principal, type Scope } from '../../caller/principal.js';

/** What emergency access allows: reading patient data, never changing it. */
const EMERGENCY_SCOPES: readonly Scope[] = ['readings:read', 'records:read', 'time:read', 'progress:read'];

/** Access beyond a user's roles, for one session and a short time, for a stated reason (45 CFR 164.312(a)(2)(ii)). */
export interface EmergencyAccess {
  readonly id: string;
  readonly practiceId: string;
  readonly userId: string;
  /** It is valid only in this one of the user's sessions. */
  readonly sessionId: string;
  readonly reason: string;
  /** The patient that the user named. It does not limit the access. */
  readonly patientId: string | null;
  /** The scopes that the user's roles lack. */
  readonly scopes: readonly Scope[];
  readonly openedAt: Instant;
  readonly endsAt: Instant;
  /** Set when someone ended it early. */
  readonly endedAt: Instant | null;
  readonly endedBy: string | null;
}

export function isOpen({ endsAt, endedAt }: EmergencyAccess, now: Instant): boolean {
  return endedAt === null && now < endsAt;
}

/** The scopes that emergency access would add to the caller's own. */
export function missingScopes(principal: Principal): Scope[] {
  return EMERGENCY_SCOPES.filter((scope) => !holds(principal, scope));
}

/** The principal while the access is open. Every audit entry then names the access. */
export function withEmergency(principal: Principal, { id, scopes }: EmergencyAccess): Principal {
  return {
    ...principal,
    scopes: ALL_SCOPES.filter((scope) => principal.scopes.includes(scope) || scopes.includes(scope)),
    emergency: id,
  };
}
