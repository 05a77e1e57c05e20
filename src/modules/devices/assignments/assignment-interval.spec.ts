import { describe, expect, it } from '@jest/globals';
import { formatInstant, parseInstant, type Instant } from '../../../domain/time/instant.js';
import { localDate } from '../../../domain/time/local-date.js';
import type { ZoneHistory } from '../../../domain/time/zone.js';
import { assignmentInterval, hull } from './assignment-interval.js';

const at = (text: string) => parseInstant(text) as Instant;
function interval(first: string, last: string | null, zones: ZoneHistory): (string | null)[] {
  const { from, to } = assignmentInterval(localDate(first), last === null ? null : localDate(last), zones);
  return [formatInstant(from), to === null ? null : formatInstant(to)];
}

describe('assignmentInterval', () => {
  const chicago: ZoneHistory = [{ zone: 'America/Chicago', from: null }];

  it('includes both days in full, even across a clock change', () => {
    expect(interval('2026-03-08', '2026-03-08', chicago)).toEqual([
      '2026-03-08T06:00:00.000Z',
      '2026-03-09T05:00:00.000Z',
    ]);
    expect(interval('2026-01-01', null, chicago)).toEqual(['2026-01-01T06:00:00.000Z', null]);
  });

  it('starts with the first minute of a day whose midnight does not exist', () => {
    expect(interval('2018-11-04', '2018-11-04', [{ zone: 'America/Sao_Paulo', from: null }])).toEqual([
      '2018-11-04T03:00:00.000Z',
      '2018-11-05T02:00:00.000Z',
    ]);
  });

  it('follows the patient: the day of a move starts in the old zone, and the next day in the new one', () => {
    const moved: ZoneHistory = [...chicago, { zone: 'Pacific/Honolulu', from: at('2026-02-10T18:00:00Z') }];
    expect(interval('2026-02-09', '2026-02-09', moved)).toEqual([
      '2026-02-09T06:00:00.000Z',
      '2026-02-10T06:00:00.000Z',
    ]);
    expect(interval('2026-02-10', '2026-02-10', moved)).toEqual([
      '2026-02-10T06:00:00.000Z',
      '2026-02-11T10:00:00.000Z',
    ]);
  });

  it('refuses a history without a zone', () => {
    expect(() => interval('2026-01-01', null, [])).toThrow(RangeError);
  });
});

describe('hull', () => {
  it('holds all intervals, and has no end when one of them has none', () => {
    const [a, b] = [at('2026-01-01T00:00:00Z'), at('2026-02-01T00:00:00Z')];
    expect(
      hull([
        { from: b, to: b },
        { from: a, to: a },
      ]),
    ).toEqual({ from: a, to: b });
    expect(
      hull([
        { from: a, to: b },
        { from: b, to: null },
      ]),
    ).toEqual({ from: a, to: null });
    expect(
      hull([
        { from: a, to: null },
        { from: b, to: b },
      ]),
    ).toEqual({ from: a, to: null });
  });
});
