import { hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const FORMS = {
  /** A bearer token of a person or gateway. */
  tly: /^tly_[A-Za-z0-9_-]{43}$/,
  /** A one-time token for setting up a user's account. */
  setup: /^setup_[A-Za-z0-9_-]{43}$/,
  /** A gateway's secret for signing its requests. */
  hms: /^hms_[A-Za-z0-9_-]{43}$/,
  /** A session token, kept in the cookie. */
  ses: /^ses_[A-Za-z0-9_-]{43}$/,
} as const;

type TokenKind = keyof typeof FORMS;

/** Makes a token: its kind, `_` and 43 characters that encode 256 random bits. Only its hash is stored. */
export function newToken(kind: TokenKind = 'tly'): string {
  return `${kind}_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

/**
 * SHA-256 in hex. A plain hash is enough because tokens are long and random. Null when the text is not a token of that
 * kind.
 */
export function tokenHash(token: string, kind: TokenKind = 'tly'): string | null {
  return FORMS[kind].test(token) ? hash('sha256', token, 'hex') : null;
}
