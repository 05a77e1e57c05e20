import { describe, expect, it } from '@jest/globals';
import { localDate } from '../../time/local-date.js';
import { arePlausible } from './plausible-values.js';
import { normalizeValue, unitsOf } from './units.js';

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
    expect(normalizeValue({ code, value, unit })).toEqual({ code, value: expected, unit: kept });
  });

  it.each([
    ['8480-6', 'kg'],
    ['8480-6', 'mmHg'],
    ['29463-7', 'lb'],
    ['59408-5', '1'],
    ['2339-0', 'mol/L'],
    ['8310-5', 'constructor'],
  ])('%s in %s cannot be converted', (code, unit) => {
    expect(normalizeValue({ code, value: 1, unit })).toBeNull();
    expect(unitsOf(code)).not.toContain(unit);
  });

  it('of an unknown code stays as sent', () => {
    const value = { code: '1234-5', value: 1.5, unit: 'furlong' };
    expect(normalizeValue(value)).toEqual(value);
    expect(unitsOf('1234-5')).toBeNull();
  });
});

describe('plausible values', () => {
  const day = localDate('2026-02-20');
  const systolic = (value: number) => ({ code: '8480-6', value, unit: 'mm[Hg]' });

  it('include the bounds', () => {
    expect([29.9, 30, 120, 370, 370.1].map((value) => arePlausible([systolic(value)], day))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['19935-6', 'L/min', 0, 1_200],
    ['19935-6', 'L/s', 0, 20],
    ['20150-9', 'L', 0, 15],
    ['19868-9', 'mL', 0, 15_000],
    ['8331-1', 'Cel', 13, 47],
    ['8331-1', '[degF]', 55, 117],
    ['14743-9', 'mmol/L', 0.1, 167],
    ['34714-6', '{INR}', 0.2, 30],
    ['55423-8', '{steps}', 0, 300_000],
  ])('of %s in %s are from %d to %d', (code, unit, min, max) => {
    const judge = (value: number) => arePlausible([{ code, value, unit }], day);
    expect([min - 0.05, min, max, max + 0.05, -9999].map(judge)).toEqual([false, true, true, false, false]);
  });

  it.each([
    ['1234-5', 'L/min', 0],
    ['19935-6', 'mL/min', 0],
    ['1234-5', '{steps}', 0],
    ['1234-5', 'constructor', 0],
    ['1234-5', 'Cel', -273.15],
    ['1234-5', '[degF]', -459.67],
  ])('of %s in %s, which has no bounds, do not go below %d', (code, unit, least) => {
    const judge = (value: number) => arePlausible([{ code, value, unit }], day);
    expect([least - 0.01, least, -9999, 1e9].map(judge)).toEqual([false, true, false, true]);
  });

  it.each(['{Zscore}', 'kg{change}'])('in %s may be negative', (unit) => {
    expect(arePlausible([{ code: '1234-5', value: -2.5, unit }], day)).toBe(true);
  });

  it('must all be plausible', () => {
    expect(arePlausible([systolic(120), { code: '59408-5', value: 101, unit: '%' }], day)).toBe(false);
    expect(arePlausible([{ code: '1234-5', value: 1e9, unit: 'm' }], day)).toBe(true);
  });
});
