import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../../../platform/errors/problem-error.js';

/** A page of another site cannot send it without asking first, and nobody answers that question with yes. */
const OWN_PAGE_HEADER = 'x-tally-request';
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Refuses what a page of another site made the browser send: by the browser's word where it gives one.
 * @param publicUrl where browsers reach the product; null: at the host that they name
 */
export function refuseForeignPage({ headers }: FastifyRequest, publicUrl: URL | null): void {
  const site = headers['sec-fetch-site'];
  const isForeignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isForeignSite || !isOwnOrigin(headers.origin, headers.host, publicUrl))
    throw new ProblemError(403, 'The request came from the page of another site.');
}

/** The same for a request with a cookie, which must besides bear `X-Tally-Request` when it may change something. */
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
