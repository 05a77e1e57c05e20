import { ALL_SCOPES, type Scope } from '../../caller/principal.js';

/** What a person does in a practice. One person may hold several roles. */
export type Role = 'care_manager' | 'clinician' | 'biller' | 'compliance' | 'administrator';

export const ROLES: readonly [Role, ...Role[]] = [
  'care_manager',
  'clinician',
  'biller',
  'compliance',
  'administrator',
];

/** What each role may do: only what the work needs. `docs/security/roles.md` prints this table. */
export const ROLE_SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  care_manager: [
    'records:read',
    'records:write',
    'readings:read',
    'time:read',
    'time:write',
    'progress:read',
  ],
  clinician: ['records:read', 'records:write', 'readings:read', 'time:read', 'time:write', 'progress:read'],
  biller: ['records:limited', 'billing:read', 'billing:write'],
  compliance: ['records:read', 'readings:read', 'time:read', 'billing:read', 'audit:read'],
  administrator: ['admin'],
};

/** Roles whose work one person signs or is timed for. Without a staff record, nobody could say whose work it is. */
export const ROLES_OF_STAFF: ReadonlySet<Role> = new Set(['care_manager', 'clinician']);

/** The scopes of all the roles, without repeats, in the order of `ALL_SCOPES`. */
export function scopesOf(roles: readonly Role[]): Scope[] {
  const scopes = roles.flatMap((role) => ROLE_SCOPES[role]);
  return ALL_SCOPES.filter((scope) => scopes.includes(scope));
}
