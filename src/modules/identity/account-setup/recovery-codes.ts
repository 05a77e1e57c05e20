import { hash, randomBytes } from 'node:crypto';

const CODES = 10;
const GROUPS = 6;
const GROUP_CHARACTERS = 4;
/** Crockford's alphabet: 32 characters that are hard to confuse with each other. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RECOVERY_CODE = /^[0-9A-HJKMNP-TV-Z]{24}$/;

/** Makes codes of 120 random bits, in six groups of four characters. Each allows one sign-in without the device. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const text = [...randomBytes(GROUPS * GROUP_CHARACTERS)]
      .map((byte) => ALPHABET[byte % 32] ?? '')
      .join('');
    return Array.from({ length: GROUPS }, (_, group) =>
      text.slice(group * GROUP_CHARACTERS, (group + 1) * GROUP_CHARACTERS),
    ).join('-');
  });
}

/**
 * SHA-256 in hex, which suffices for more than 112 random bits (OWASP ASVS 5.0, 6.5.2). Ignores case and separators.
 * Null when the text is not a recovery code.
 */
export function recoveryHash(code: string): string | null {
  const plain = code.replace(/[\s-]/g, '').toUpperCase();
  return RECOVERY_CODE.test(plain) ? hash('sha256', `recovery ${plain}`, 'hex') : null;
}
