import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../../platform/config/config.js';

/** Browsers take a name with this prefix over HTTPS only, for this host and all its paths, so no other site can plant it. */
const SECURE_NAME = '__Host-tally';
const PLAIN_NAME = 'tally';

/** Whether the browser reaches the product over HTTPS, itself or through the proxy that the configuration names. */
function isSecure(request: FastifyRequest, { publicUrl }: Config): boolean {
  return publicUrl === null ? request.protocol === 'https' : publicUrl.protocol === 'https:';
}

/** The session token that the browser sent; null without one. */
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

/** Gives the browser its token, or with null takes it away. It ends with the browser; the server ends it sooner. */
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
