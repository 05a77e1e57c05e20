/** What a caller may do; every route names the scopes it needs. */
export type Scope =
  | 'readings:write'
  | 'readings:read'
  | 'records:read'
  | 'records:limited'
  | 'records:write'
  | 'practice:read'
  | 'time:read'
  | 'time:write'
  | 'progress:read'
  | 'billing:read'
  | 'billing:write'
  | 'audit:read'
  | 'admin';

export const ALL_SCOPES: readonly Scope[] = [
  'readings:write',
  'readings:read',
  'records:read',
  'records:limited',
  'records:write',
  'practice:read',
  'time:read',
  'time:write',
  'progress:read',
  'billing:read',
  'billing:write',
  'audit:read',
  'admin',
];

/** All that a gateway's credential may hold: it sends readings, under its own source. */
export const GATEWAY_SCOPES: readonly Scope[] = ['readings:write'];

/** The narrower scopes that a scope holds besides itself. */
const INCLUDED: Readonly<Partial<Record<Scope, readonly Scope[]>>> = {
  'records:read': ['records:limited', 'practice:read'],
  'records:limited': ['practice:read'],
  'billing:read': ['progress:read', 'practice:read'],
  admin: ['audit:read', 'practice:read'],
};

/** Who acts, and for which practice: the first parameter of every repository method. Never read from a request body. */
export interface Principal {
  readonly kind: 'person' | 'gateway' | 'job';
  readonly id: string;
  readonly practiceId: string;
  readonly scopes: readonly Scope[];
  /** The name under which a gateway's reading ids are unique; null for people and jobs. */
  readonly source: string | null;
  /** The staff record that a person acts as; null for gateways and jobs. */
  readonly staffId: string | null;
  /** The emergency access under which a person acts; there only then. */
  readonly emergency?: string;
}

/** The product itself acting for one practice: schedules and local commands. Holds every scope. */
export function jobPrincipal(practiceId: string): Principal {
  return { kind: 'job', id: 'tally', practiceId, scopes: ALL_SCOPES, source: null, staffId: null };
}

/** Whether the caller holds a scope, by itself or within a wider one. */
export function holds({ scopes }: Pick<Principal, 'scopes'>, wanted: Scope): boolean {
  return scopes.some((scope) => scope === wanted || (INCLUDED[scope]?.includes(wanted) ?? false));
}
