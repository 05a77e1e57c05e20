import type { Principal } from './principal.js';

/** A caller together with the request it made, so that the audit log can name the request without asynchronous context. */
export interface RequestPrincipal extends Principal {
  readonly requestId: string;
}

/** The id of the request that the principal made; null for schedules and commands. */
export function requestIdOf(principal: Principal): string | null {
  return 'requestId' in principal && typeof principal.requestId === 'string' ? principal.requestId : null;
}
