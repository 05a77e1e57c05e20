import { hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const FORMS = {
  /** A bearer token of a person or gateway. */
  tly: /^tly_[A-Za-z0-9_-]{43}$/,
  /** The one-time token with which a user sets up an account. */
  setup: /^setup_[A-Za-z0-9_-]{43}$/,
  /** A gateway's secret for signing its requests. */
  hms: /^hms_[A-Za-z0-9_-]{43}$/,
  /** What a session's cookie holds. */
  ses: /^ses_[A-Za-z0-9_-]{43}$/,
} as const;

export type TokenKind = keyof typeof FORMS;

/** A new token: its kind, `_` and 43 characters of 256 random bits. Only its hash is kept. */
export function newToken(kind: TokenKind = 'tly'): string {
  return `${kind}_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

/** SHA-256 in hex; a plain hash is enough, because the token is random and long. Null when the text is no token of that kind. */
export function tokenHash(token: string, kind: TokenKind = 'tly'): string | null {
  return FORMS[kind].test(token) ? hash('sha256', token, 'hex') : null;
}
