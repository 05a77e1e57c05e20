import { hash, randomBytes } from 'node:crypto';

const CODES = 10;
const GROUPS = 6;
const GROUP_CHARACTERS = 4;
/** Crockford's alphabet: 32 characters, none of which is taken for another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RECOVERY_CODE = /^[0-9A-HJKMNP-TV-Z]{24}$/;

/** Codes of 120 random bits, six groups of four, each good for one sign-in without the device. */
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

/** SHA-256 in hex, enough for more than 112 random bits (OWASP ASVS 5.0, 6.5.2); whatever the case and the separators. Null when the text is no such code. */
export function recoveryHash(code: string): string | null {
  const plain = code.replace(/[\s-]/g, '').toUpperCase();
  return RECOVERY_CODE.test(plain) ? hash('sha256', `recovery ${plain}`, 'hex') : null;
}
