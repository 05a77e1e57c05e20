import { hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const TOKEN = /^tly_[A-Za-z0-9_-]{43}$/;

/** A new bearer token: `tly_` and 43 characters of 256 random bits. Only its hash is kept. */
export function newToken(): string {
  return `tly_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

/** SHA-256 in hex; a plain hash is enough, because the token is random and long. Null when the text is no token. */
export function tokenHash(token: string): string | null {
  return TOKEN.test(token) ? hash('sha256', token, 'hex') : null;
}
