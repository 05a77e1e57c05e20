/** The identifiers that are found by keyed hash. */
export type LookupKind = 'mrn' | 'birthDate' | 'memberId' | 'phone';

/** Two spellings of one identifier hash alike: case and separators fall away, a phone keeps its digits. */
export function normaliseForLookup(kind: LookupKind, value: string): string {
  switch (kind) {
    case 'phone': {
      const digits = value.replace(/\D/g, '');
      // The North American trunk prefix is written or left out at will.
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
