import type { Config } from '../../config/config.js';

/** Two years, as browsers' preload lists ask. */
const HSTS = 'max-age=63072000; includeSubDomains';

/**
 * An answer is data about people: not kept by caches, not run, not framed, not guessed at, not read by another site's
 * page (OWASP HTTP Headers and REST Security Cheat Sheets). `Server` is never sent. In small letters, as the server keeps
 * the names: it would make them small again for each answer.
 */
const ANSWER_SECURITY = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The headers of every answer; where browsers come by HTTPS they are told never to come by anything else. */
export function securityHeaders({ publicUrl, tls }: Config): Readonly<Record<string, string>> {
  const isHttps = publicUrl === null ? tls !== null : publicUrl.protocol === 'https:';
  return isHttps ? { ...ANSWER_SECURITY, 'strict-transport-security': HSTS } : ANSWER_SECURITY;
}

/**
 * What pages of the listed origins may do: call with a bearer token. The cookie of a session stays with the product's
 * own page, so credentials are not allowed.
 */
export function corsOptions({ allowedOrigins }: Config) {
  return {
    origin: [...allowedOrigins],
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'X-Request-Id',
    ],
    exposedHeaders: ['ETag', 'Idempotent-Replayed', 'Location', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  };
}
