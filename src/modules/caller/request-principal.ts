import type { Principal } from './principal.js';
import type { RequestTrace } from './request-trace.js';

/** A caller and its request, so that the audit log can name both without asynchronous context. */
export interface RequestPrincipal extends Principal {
  readonly requestId: string;
  readonly origin: CallOrigin;
  /** Present when the answer may hold patient data. */
  readonly trace?: RequestTrace;
}

/** Where a request came from, as the audit log records it. */
export interface CallOrigin {
  /** The caller's address, seen past the practice's own proxies; `local` for a command over the local socket. */
  readonly address: string;
  /** The User-Agent header as sent; null when there was none. */
  readonly agent: string | null;
}

/** The id of the principal's request; null when there is none, as in a schedule. */
export function requestIdOf(principal: Principal): string | null {
  return hasRequest(principal) ? principal.requestId : null;
}

/** Where the principal's request came from; null when there is none, as in a schedule. */
export function originOf(principal: Principal): CallOrigin | null {
  return hasRequest(principal) ? principal.origin : null;
}

function hasRequest(principal: Principal): principal is RequestPrincipal {
  return 'requestId' in principal;
}
