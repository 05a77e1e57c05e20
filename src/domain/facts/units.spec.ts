import { describe, expect, it } from '@jest/globals';
import { localDate } from '../time/local-date.js';
import { arePlausible } from './plausible-values.js';
import { normaliseValue, unitsOf } from './units.js';

describe('a measured value', () => {
  it.each([
    ['8480-6', 16, 'kPa', 120.010201, 'mm[Hg]'],
    ['8480-6', 120, 'mm[Hg]', 120, 'mm[Hg]'],
    ['29463-7', 180, '[lb_av]', 81.646627, 'kg'],
    ['29463-7', 81_646, 'g', 81.646, 'kg'],
    ['8310-5', 98.6, '[degF]', 37, 'Cel'],
    ['8310-5', -40, '[degF]', -40, 'Cel'],
    ['2339-0', 5.5, 'mmol/L', 99.088, 'mg/dL'],
    ['8867-4', 72, '{beats}/min', 72, '/min'],
    ['59408-5', 97, '%', 97, '%'],
  ])('%s of %d %s is %d %s', (code, value, unit, expected, kept) => {
    expect(normaliseValue({ code, value, unit })).toEqual({ code, value: expected, unit: kept });
  });

  it.each([
    ['8480-6', 'kg'],
    ['8480-6', 'mmHg'],
    ['29463-7', 'lb'],
    ['59408-5', '1'],
    ['2339-0', 'mol/L'],
    ['8310-5', 'constructor'],
  ])('%s in %s cannot be converted', (code, unit) => {
    expect(normaliseValue({ code, value: 1, unit })).toBeNull();
    expect(unitsOf(code)).not.toContain(unit);
  });

  it('of a code we do not know stays as sent', () => {
    const value = { code: '1234-5', value: 1.5, unit: 'furlong' };
    expect(normaliseValue(value)).toEqual(value);
    expect(unitsOf('1234-5')).toBeNull();
  });
});

describe('plausible values', () => {
  const day = localDate('2026-02-20');
  const systolic = (value: number) => ({ code: '8480-6', value, unit: 'mm[Hg]' });

  it('end at the bounds, which are inside', () => {
    expect([29.9, 30, 120, 370, 370.1].map((value) => arePlausible([systolic(value)], day))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('need every value to be one', () => {
    expect(arePlausible([systolic(120), { code: '59408-5', value: 101, unit: '%' }], day)).toBe(false);
    expect(arePlausible([{ code: '1234-5', value: 1e9, unit: 'm' }], day)).toBe(true);
  });
});
