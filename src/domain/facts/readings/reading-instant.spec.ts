import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { propertyRuns } from '../../../../test/support/property-runs.js';
import { parseInstant } from '../../time/instant.js';
import { parseReadingInstant } from './reading-instant.js';

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

describe('the instant of a reading', () => {
  it('matches the general parser, for real times and for others', () => {
    const offset = fc.constantFrom('Z', '+00:00', '-06:00', '+0530', '+14:00', '-12:00');
    const fields = fc.record({
      year: fc.integer({ min: 1900, max: 2100 }),
      month: fc.integer({ min: 0, max: 13 }),
      day: fc.integer({ min: 0, max: 32 }),
      hour: fc.integer({ min: 0, max: 25 }),
      minute: fc.integer({ min: 0, max: 61 }),
      second: fc.integer({ min: 0, max: 61 }),
      tail: fc.constantFrom('', '.5', '.123', '.123456789'),
      offset,
    });
    fc.assert(
      fc.property(fields, ({ year, month, day, hour, minute, second, tail, offset: end }) => {
        const text = `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}${tail}${end}`;
        expect(parseReadingInstant(text)).toBe(parseInstant(text));
      }),
      {
        ...propertyRuns(3000),
        // RFC 3339 has hours 00 to 23 only.
        examples: [
          [{ year: 1900, month: 1, day: 1, hour: 24, minute: 0, second: 0, tail: '', offset: '+14:00' }],
        ],
      },
    );
  });

  it.each([
    '2026-02-20T12:00:00',
    '2026-02-20',
    'yesterday',
    '',
    'Z',
    '2026-02-20T12:00:00+15:00',
    '2026-02-20T12:00:00-20:00',
    '2026-02-20T12:00:00+05:60',
    '2026-02-20 12:00:00Z',
    '2026-02-20T12:0x:00Z',
    '2026-2-020T12:00:00Z',
    '2023-02-29T12:00:00Z',
    '1900-02-29T12:00:00Z',
  ])('is null for %j', (text) => {
    expect(parseReadingInstant(text)).toBeNull();
  });

  it.each([
    ['2024-02-29T00:00:00Z', 1709164800000],
    ['2000-02-29T00:00:00-00:00', 951782400000],
    ['2026-02-20T12:00Z', 1771588800000],
    ['2026-02-20T12:00:00-06:00', 1771610400000],
  ])('of %s is %d', (text, millis) => {
    expect(parseReadingInstant(text)).toBe(millis);
  });
});
