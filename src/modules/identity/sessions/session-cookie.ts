import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../../platform/config/config.js';

/**
 * Browsers accept this prefix only over HTTPS and only for this host and all its paths, so no other site can set it.
 */
const SECURE_NAME = '__Host-tally';
const PLAIN_NAME = 'tally';

/** Whether the browser reaches the product over HTTPS, directly or through the configured proxy. */
function isSecure(request: FastifyRequest, { publicUrl }: Config): boolean {
  return publicUrl === null ? request.protocol === 'https' : publicUrl.protocol === 'https:';
}

/** The session token in the request; null without one. */
export function sessionToken(request: FastifyRequest, config: Config): string | null {
  const { cookie } = request.headers;
  if (cookie === undefined) return null;
  const start = `${isSecure(request, config) ? SECURE_NAME : PLAIN_NAME}=`;
  const pair = cookie
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(start));
  return pair === undefined ? null : pair.slice(start.length);
}

/**
 * Sets the session token in the browser; null removes it. The cookie lasts until the browser closes; the server may end
 * the session sooner.
 */
export function setSessionCookie(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  config: Config,
  token: string | null,
): void {
  const secure = isSecure(request, config);
  const parts = [
    `${secure ? SECURE_NAME : PLAIN_NAME}=${token ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    ...(secure ? ['Secure'] : []),
    ...(token === null ? ['Max-Age=0'] : []),
  ];
  void reply.header('Set-Cookie', parts.join('; '));
}
