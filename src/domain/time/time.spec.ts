import fc from 'fast-check';
import { formatInstant, instant, parseInstant } from './instant.js';
import { addDays, daysBetween, epochDay, localDate, ofEpochDay, parseLocalDate } from './local-date.js';
import { inclusive, lastDay } from './period.js';
import { lastDayOf, lengthOfMonth, monthsFrom, nextMonth, yearMonth } from './year-month.js';
import {
  instantOfWallTime,
  localDateAt,
  patientDayAt,
  startOfDay,
  startOfPatientDay,
  zoneAt,
} from './zone.js';

const at = (text: string) => parseInstant(text)!;
const ZONES = [
  'America/New_York',
  'Pacific/Honolulu',
  'America/Phoenix',
  'America/Puerto_Rico',
  'Australia/Lord_Howe',
  'UTC',
];

describe('local dates', () => {
  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '26-01-01',
    '2026-1-1',
    '',
    '2026-01-01T00:00',
    '0000-01-01',
    '9999-12-31',
  ])('refuse %j', (text) => expect(parseLocalDate(text)).toBeNull());

  it('cross leap days and years', () => {
    expect(addDays(localDate('2024-02-28'), 1)).toBe('2024-02-29');
    expect(addDays(localDate('2025-12-31'), 1)).toBe('2026-01-01');
    expect(daysBetween(localDate('2024-02-10'), localDate('2024-03-10'))).toBe(29);
    expect(lastDay(inclusive(localDate('2026-01-01'), localDate('2026-01-30')))).toBe('2026-01-30');
  });

  it('survive a round trip through epoch days', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 80_000 }), (day) => epochDay(ofEpochDay(day)) === day),
    );
  });
});

describe('months', () => {
  it('know their length', () => {
    expect(['2024-02', '2026-02', '2026-12'].map((month) => lengthOfMonth(yearMonth(month)))).toEqual([
      29, 28, 31,
    ]);
    expect(lastDayOf(yearMonth('2024-02'))).toBe('2024-02-29');
    expect(nextMonth(yearMonth('2025-12'))).toBe('2026-01');
    expect(monthsFrom(localDate('2025-11-30'), localDate('2026-01-01'))).toEqual([
      '2025-11',
      '2025-12',
      '2026-01',
    ]);
  });
});

describe('instants', () => {
  it.each([
    '2026-01-01T10:00:00',
    '2026-01-01',
    'yesterday',
    '2026-02-30T10:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T24:00:00+14:00',
    '2026-01-01T24:00+15:00',
    '1767261600',
  ])('refuse %j', (text) => expect(parseInstant(text)).toBeNull());

  it('are the same whatever offset they are written with', () => {
    expect(at('2026-03-01T23:40:00-06:00')).toBe(at('2026-03-02T05:40:00Z'));
    expect(formatInstant(at('2026-03-01T23:40:00.5-06:00'))).toBe('2026-03-02T05:40:00.500Z');
  });

  it('are formatted as the standard library formats them', () => {
    const millis = fc.oneof(
      fc.integer({ min: -3e12, max: 5e12 }),
      fc.constantFrom(-1, 0, 86_399_999, 86_400_000, -62_167_219_200_001, 253_402_300_800_000, 8.64e15, 0.5),
    );
    fc.assert(
      fc.property(millis, (value) => {
        expect(formatInstant(instant(value))).toBe(new Date(value).toISOString());
      }),
    );
  });
});

describe('zones', () => {
  it.each([
    ['2026-03-02T05:40:00Z', 'America/Chicago', '2026-03-01'],
    ['2026-11-01T05:30:00Z', 'America/New_York', '2026-11-01'],
    ['2026-11-01T06:30:00Z', 'America/New_York', '2026-11-01'],
    ['2026-11-01T03:59:59Z', 'America/New_York', '2026-10-31'],
    ['2026-03-08T04:59:59Z', 'America/New_York', '2026-03-07'],
    ['2026-03-09T03:59:59Z', 'America/New_York', '2026-03-08'],
    ['2026-01-01T09:59:59Z', 'Pacific/Honolulu', '2025-12-31'],
    ['2026-01-01T10:00:00Z', 'Pacific/Honolulu', '2026-01-01'],
  ])('%s in %s is %s', (instant, zone, day) => expect(localDateAt(at(instant), zone)).toBe(day));

  it('give days of 23, 24 and 25 hours', () => {
    const hours = (day: string) =>
      (startOfDay(addDays(localDate(day), 1), 'America/New_York') -
        startOfDay(localDate(day), 'America/New_York')) /
      3_600_000;
    expect(['2026-03-08', '2026-03-09', '2026-11-01'].map(hours)).toEqual([23, 24, 25]);
  });

  it('place every instant between the start of its day and the start of the next', () => {
    const instants = fc.integer({ min: at('2018-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') });
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (millis, zone) => {
        const day = localDateAt(millis as never, zone);
        return startOfDay(day, zone) <= millis && millis < startOfDay(addDays(day, 1), zone);
      }),
    );
  });

  it('change with a patient who moves', () => {
    const history = [
      { zone: 'America/New_York', from: null },
      { zone: 'Pacific/Honolulu', from: at('2026-03-10T12:00:00Z') },
    ];
    expect(zoneAt(history, at('2026-03-10T11:59:59Z'))).toBe('America/New_York');
    expect(patientDayAt(at('2026-03-11T05:00:00Z'), history)).toBe('2026-03-10');
    expect(startOfPatientDay(localDate('2026-03-12'), history)).toBe(at('2026-03-12T10:00:00Z'));
    expect(() => zoneAt([], at('2026-03-10T00:00:00Z'))).toThrow('one entry');
  });

  it('read local times across the clock change', () => {
    expect(instantOfWallTime('2025-04-02T10:00:00', 'America/New_York')).toBe(at('2025-04-02T14:00:00Z'));
    expect(instantOfWallTime('nonsense', 'America/New_York')).toBeNull();
  });
});
