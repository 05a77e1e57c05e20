import fc from 'fast-check';
import { instant, parseInstant, type Instant } from '../../../time/instant.js';
import { businessHours, businessHoursAtOffset } from './business-hours.js';

const at = (text: string): Instant => parseInstant(text) as Instant;
const hours = (from: string, to: string, zone = 'America/Chicago') => businessHours(at(from), at(to), zone);

describe('business hours', () => {
  // 2026-06-12 is a Friday; Chicago is at -05:00.
  it.each([
    ['within a day', '2026-06-10T09:00:00-05:00', '2026-06-10T15:30:00-05:00', 6.5],
    ['overnight', '2026-06-10T15:00:00-05:00', '2026-06-11T15:00:00-05:00', 24],
    ['over a weekend', '2026-06-12T15:00:00-05:00', '2026-06-15T15:00:00-05:00', 24],
    ['entirely on a weekend', '2026-06-13T01:00:00-05:00', '2026-06-14T23:00:00-05:00', 0],
    [
      'a Friday evening that is Saturday in UTC',
      '2026-06-12T22:00:00-05:00',
      '2026-06-15T08:00:00-05:00',
      10,
    ],
    ['at once', '2026-06-10T15:00:00-05:00', '2026-06-10T15:00:00-05:00', 0],
    ['the clock goes back on a Sunday', '2026-10-30T12:00:00-05:00', '2026-11-02T12:00:00-06:00', 24],
  ])('%s', (_name, from, to, expected) => {
    expect(hours(from, to)).toBe(expected);
  });

  it('stops counting after thirty days, however far apart the two are', () => {
    expect(hours('1900-01-01T00:00:00Z', '2199-12-31T00:00:00Z')).toBe(720);
  });

  it('counts on the calendar of a fixed offset', () => {
    const [from, to] = [at('2026-06-12T22:00:00-05:00'), at('2026-06-15T08:00:00-05:00')];
    expect(businessHoursAtOffset(from, to, -5 * 3_600_000)).toBe(10);
    expect(businessHoursAtOffset(from, to, 0)).toBe(13);
  });

  it('never counts more hours than have passed, nor fewer for a later reply', () => {
    const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2026, 11, 31) }).map(instant);
    const span = fc.integer({ min: 0, max: 20 * 86_400_000 });
    fc.assert(
      fc.property(moment, span, span, (from, first, more) => {
        const [soon, late] = [first, first + more].map((millis) =>
          businessHours(from, instant(from + millis), 'Europe/Berlin'),
        );
        expect(soon).toBeLessThanOrEqual(first / 3_600_000);
        expect(late).toBeGreaterThanOrEqual(soon ?? 0);
      }),
    );
  });
});
