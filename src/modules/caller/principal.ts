/** A permission. Every route names the scopes it needs. */
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

/** The only scopes a gateway's credential may hold: it sends readings under its own source. */
export const GATEWAY_SCOPES: readonly Scope[] = ['readings:write'];

/** The narrower scopes that a wider scope includes. */
const INCLUDED: Readonly<Partial<Record<Scope, readonly Scope[]>>> = {
  'records:read': ['records:limited', 'practice:read'],
  'records:limited': ['practice:read'],
  'billing:read': ['progress:read', 'practice:read'],
  admin: ['audit:read', 'practice:read'],
};

/** Who acts, and for which practice. The first parameter of every repository method; never read from a request body. */
export interface Principal {
  readonly kind: 'person' | 'gateway' | 'job';
  readonly id: string;
  readonly practiceId: string;
  readonly scopes: readonly Scope[];
  /** The namespace of a gateway's reading ids; null for people and jobs. */
  readonly source: string | null;
  /** The staff record of a person; null for gateways and jobs. */
  readonly staffId: string | null;
  /** The emergency access that a person acts under; absent otherwise. */
  readonly emergency?: string;
}

/** The product acting for one practice, in schedules and local commands. Holds every scope. */
export function jobPrincipal(practiceId: string): Principal {
  return { kind: 'job', id: 'tally', practiceId, scopes: ALL_SCOPES, source: null, staffId: null };
}

/** Whether the caller holds a scope, either directly or through a wider one. */
export function holds({ scopes }: Pick<Principal, 'scopes'>, wanted: Scope): boolean {
  return scopes.some((scope) => scope === wanted || (INCLUDED[scope]?.includes(wanted) ?? false));
}
