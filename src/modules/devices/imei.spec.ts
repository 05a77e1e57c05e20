import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isImei } from './imei.js';

describe('isImei', () => {
  it('accepts 15 digits that end with their check digit and nothing else', () => {
    expect(isImei('490154203237518')).toBe(true);
    for (const text of ['490154203237517', '49015420323751', '4901542032375180', '49015420323751a', ''])
      expect(isImei(text)).toBe(false);
  });

  it('catches every single mistyped digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 1, max: 9 }), (position, change) => {
        const digits = [...'490154203237518'].map(Number);
        digits[position] = ((digits[position] ?? 0) + change) % 10;
        return !isImei(digits.join(''));
      }),
    );
  });
});
