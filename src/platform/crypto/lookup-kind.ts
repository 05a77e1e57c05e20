/** The identifiers that can be searched by keyed hash. */
export type LookupKind = 'mrn' | 'birthDate' | 'memberId' | 'phone';

/**
 * Makes different spellings of one identifier hash the same: ignores case and separators, and keeps only the digits of
 * a phone number.
 */
export function normalizeForLookup(kind: LookupKind, value: string): string {
  switch (kind) {
    case 'phone': {
      const digits = value.replace(/\D/g, '');
      // The North American trunk prefix 1 is optional.
      return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
    }
    case 'birthDate':
      return value.trim();
    case 'mrn':
    case 'memberId':
      return value
        .normalize('NFKC')
        .toUpperCase()
        .replace(/[^\p{L}\p{N}]/gu, '');
  }
}
