import type { Instant } from '../../../domain/time/instant.js';
import { ALL_SCOPES, holds, type Principal, type Scope } from '../../caller/principal.js';

/** What emergency access opens: reading patient data, and nothing that changes any. */
export const EMERGENCY_SCOPES: readonly Scope[] = [
  'readings:read',
  'records:read',
  'time:read',
  'progress:read',
];

/** Access beyond a user's roles, for one session and a short time, for a stated reason (45 CFR 164.312(a)(2)(ii)). */
export interface EmergencyAccess {
  readonly id: string;
  readonly practiceId: string;
  readonly userId: string;
  /** It holds in this session and in no other of the user. */
  readonly sessionId: string;
  readonly reason: string;
  /** Whom it is about, as the user said; it bounds nothing. */
  readonly patientId: string | null;
  /** Those that the user's roles lacked. */
  readonly scopes: readonly Scope[];
  readonly openedAt: Instant;
  readonly endsAt: Instant;
  /** Set when somebody ended it before its time. */
  readonly endedAt: Instant | null;
  readonly endedBy: string | null;
}

export function isOpen({ endsAt, endedAt }: EmergencyAccess, now: Instant): boolean {
  return endedAt === null && now < endsAt;
}

/** What emergency access would add to what the caller may do. */
export function missingScopes(principal: Principal): Scope[] {
  return EMERGENCY_SCOPES.filter((scope) => !holds(principal, scope));
}

/** The caller while the access is open: every entry of the audit log names it. */
export function withEmergency(principal: Principal, { id, scopes }: EmergencyAccess): Principal {
  return {
    ...principal,
    scopes: ALL_SCOPES.filter((scope) => principal.scopes.includes(scope) || scopes.includes(scope)),
    emergency: id,
  };
}
