import type { Principal } from './principal.js';
import type { RequestTrace } from './request-trace.js';

/** A caller together with the request it made, so that the audit log can name both without asynchronous context. */
export interface RequestPrincipal extends Principal {
  readonly requestId: string;
  readonly origin: CallOrigin;
  /** Set for a request that may answer patient data. */
  readonly trace?: RequestTrace;
}

/** From where a request came, as the audit log is told. */
export interface CallOrigin {
  /** The caller's address behind the practice's own proxies; `local` for a command over the local socket. */
  readonly address: string;
  /** The User-Agent header as it came; null where there was none. */
  readonly agent: string | null;
}

/** The id of the request that the principal made; null for schedules and commands. */
export function requestIdOf(principal: Principal): string | null {
  return isOfRequest(principal) ? principal.requestId : null;
}

/** Null for schedules. */
export function originOf(principal: Principal): CallOrigin | null {
  return isOfRequest(principal) ? principal.origin : null;
}

function isOfRequest(principal: Principal): principal is RequestPrincipal {
  return 'requestId' in principal;
}
