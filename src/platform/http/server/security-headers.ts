import type { Config } from '../../config/config.js';

/** Two years, as browsers' preload lists require. */
const HSTS = 'max-age=63072000; includeSubDomains';

/**
 * Answers hold data about people, so they must not be cached, run, framed, sniffed or read by another site's page (OWASP
 * HTTP Headers and REST Security Cheat Sheets). `Server` is never sent. Names are in lowercase, so that the server need not
 * convert them for each answer.
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

/** The headers of every answer. When browsers use HTTPS, they are told never to use anything else. */
export function securityHeaders({ publicUrl, tls }: Config): Readonly<Record<string, string>> {
  const isHttps = publicUrl === null ? tls !== null : publicUrl.protocol === 'https:';
  return isHttps ? { ...ANSWER_SECURITY, 'strict-transport-security': HSTS } : ANSWER_SECURITY;
}

/**
 * Lets pages of the listed origins call with a bearer token. Session cookies are only for the product's own page, so
 * credentials are not allowed.
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
