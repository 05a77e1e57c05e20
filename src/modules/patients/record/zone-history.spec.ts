import { describe, expect, it } from '@jest/globals';
import { formatInstant } from '../../../domain/time/instant.js';
import { zoneHistory } from './zone-history.js';

const read = (spans: unknown) =>
  zoneHistory.parse(spans).map(({ zone, from }) => [zone, from === null ? null : formatInstant(from)]);
const wrong = (spans: unknown) =>
  zoneHistory.safeParse(spans).error?.issues.map(({ path }) => path.join('.'));
const chicago = { zone: 'America/Chicago' };

describe('zoneHistory', () => {
  it('reads a date as the start of that day in the new zone, and an instant as given', () => {
    expect(read([chicago, { zone: 'Pacific/Honolulu', from: '2026-02-01' }])).toEqual([
      ['America/Chicago', null],
      ['Pacific/Honolulu', '2026-02-01T10:00:00.000Z'],
    ]);
    expect(read([chicago, { zone: 'America/Denver', from: '2026-02-01T12:00:00-06:00' }])).toEqual([
      ['America/Chicago', null],
      ['America/Denver', '2026-02-01T18:00:00.000Z'],
    ]);
  });

  it('names what is not possible', () => {
    expect(wrong([])).toEqual(['']);
    expect(wrong([{ zone: 'Mars/Base' }])).toEqual(['0.zone']);
    expect(wrong([{ ...chicago, from: '2026-01-01' }])).toEqual(['0.from']);
    expect(wrong([chicago, chicago])).toEqual(['1.from']);
    expect(wrong([chicago, { ...chicago, from: '2026-01-01T00:00:00' }])).toEqual(['1.from']);
    expect(wrong([chicago, { ...chicago, from: '2026-01-02' }, { ...chicago, from: '2026-01-02' }])).toEqual([
      '2.from',
    ]);
  });
});
