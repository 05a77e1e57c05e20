/** What a caller may do; every route names the scopes it needs. */
export type Scope =
  | 'readings:write'
  | 'readings:read'
  | 'records:read'
  | 'records:write'
  | 'time:read'
  | 'time:write'
  | 'billing:read'
  | 'billing:write'
  | 'admin';

export const ALL_SCOPES: readonly Scope[] = [
  'readings:write',
  'readings:read',
  'records:read',
  'records:write',
  'time:read',
  'time:write',
  'billing:read',
  'billing:write',
  'admin',
];

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
}

/** The product itself acting for one practice: schedules and local commands. Holds every scope. */
export function jobPrincipal(practiceId: string): Principal {
  return { kind: 'job', id: 'tally', practiceId, scopes: ALL_SCOPES, source: null, staffId: null };
}
