import { describe, expect, it } from '@jest/globals';
import { parseInstant, type Instant } from '../../time/instant.js';
import type { ZoneHistory } from '../../time/zone.js';
import { recordReading, type AssignedSpan } from './record-reading.js';

const at = (text: string): Instant => {
  const parsed = parseInstant(text);
  if (parsed === null) throw new Error(text);
  return parsed;
};
const zones = new Map<string, ZoneHistory>([
  [
    'P1',
    [
      { zone: 'America/Chicago', from: null },
      { zone: 'Pacific/Honolulu', from: at('2026-03-01T00:00:00-06:00') },
    ],
  ],
  ['P2', [{ zone: 'America/New_York', from: null }]],
]);
const span = (patientId: string, from: string, to: string | null = null): AssignedSpan => ({
  patientId,
  from: at(from),
  to: to === null ? null : at(to),
});
const record = (takenAt: string, spans: readonly AssignedSpan[] | null, ambiguousUser = false) =>
  recordReading({ takenAt: at(takenAt), ambiguousUser }, { spans, zonesOf: (id) => zones.get(id) });

describe('the attribution of a reading', () => {
  const swapped = [
    span('P1', '2026-01-01T00:00:00Z', '2026-02-10T00:00:00Z'),
    span('P2', '2026-02-10T00:00:00Z'),
  ];

  it('is the patient who had the device, from the first instant (included) to the last (not included)', () => {
    expect(record('2026-02-09T23:59:59.999Z', swapped)).toMatchObject({ patientId: 'P1' });
    expect(record('2026-02-10T00:00:00Z', swapped)).toMatchObject({ patientId: 'P2' });
    expect(record('2026-01-01T00:00:00Z', swapped)).toMatchObject({ patientId: 'P1' });
    expect(record('2025-12-31T23:59:59.999Z', swapped)).toEqual({
      status: 'quarantined',
      reason: 'unassigned_device',
    });
  });

  it("is the patient's local date where the patient was at the time", () => {
    const spans = [span('P1', '2026-01-01T00:00:00Z')];
    expect(record('2026-02-21T05:59:59Z', spans)).toMatchObject({ serviceDay: '2026-02-20' });
    expect(record('2026-02-21T06:00:00Z', spans)).toMatchObject({ serviceDay: '2026-02-21' });
    expect(record('2026-03-02T09:59:59Z', spans)).toMatchObject({ serviceDay: '2026-03-01' });
  });

  it('has 23 and 25 hours where clocks change', () => {
    const spans = [span('P2', '2025-01-01T00:00:00Z')];
    expect(record('2026-03-08T05:00:00Z', spans)).toMatchObject({ serviceDay: '2026-03-08' });
    expect(record('2026-03-09T03:59:59Z', spans)).toMatchObject({ serviceDay: '2026-03-08' });
    expect(record('2025-11-02T04:00:00Z', spans)).toMatchObject({ serviceDay: '2025-11-02' });
    expect(record('2025-11-03T04:59:59Z', spans)).toMatchObject({ serviceDay: '2025-11-02' });
  });

  it('is nobody when two patients had the device, and the patient when two assignments name the same one', () => {
    const twice = [span('P1', '2026-01-01T00:00:00Z'), span('P1', '2026-02-01T00:00:00Z')];
    expect(record('2026-02-05T12:00:00Z', twice)).toMatchObject({ patientId: 'P1' });
    expect(record('2026-02-05T12:00:00Z', [...twice, span('P2', '2026-02-01T00:00:00Z')])).toEqual({
      status: 'quarantined',
      reason: 'ambiguous_assignment',
    });
  });

  it.each([
    ['unknown_device', null, false],
    ['unknown_device', null, true],
    ['ambiguous_user', swapped, true],
    ['unassigned_device', [], false],
    ['unknown_patient', [span('P9', '2026-01-01T00:00:00Z')], false],
  ] as const)('is withheld as %s', (reason, spans, ambiguousUser) => {
    expect(record('2026-02-05T12:00:00Z', spans, ambiguousUser)).toEqual({ status: 'quarantined', reason });
  });
});
