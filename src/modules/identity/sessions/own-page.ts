import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../../../platform/errors/problem-error.js';

/** A page of another site can send this header only after a CORS preflight, which the server never approves. */
const OWN_PAGE_HEADER = 'x-tally-request';
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Refuses a request that a page of another site made the browser send, judged by the headers that the browser sets.
 * @param publicUrl where browsers reach the product; null: at the host that the request names
 */
export function refuseForeignPage({ headers }: FastifyRequest, publicUrl: URL | null): void {
  const site = headers['sec-fetch-site'];
  const isForeignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isForeignSite || !isOwnOrigin(headers.origin, headers.host, publicUrl))
    throw new ProblemError(403, 'The request came from a page of another site.');
}

/** The same for a request with a cookie. If it may change something, it must also carry `X-Tally-Request`. */
export function requireOwnPage(request: FastifyRequest, publicUrl: URL | null): void {
  refuseForeignPage(request, publicUrl);
  if (SAFE_METHODS.has(request.method) || request.headers[OWN_PAGE_HEADER] !== undefined) return;
  throw new ProblemError(403, 'A request with a session needs the header X-Tally-Request.');
}

function isOwnOrigin(origin: string | undefined, host: string | undefined, publicUrl: URL | null): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const given = new URL(origin);
  return publicUrl === null ? given.host === host : given.origin === publicUrl.origin;
}
