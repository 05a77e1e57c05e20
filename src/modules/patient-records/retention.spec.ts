import { describe, expect, it } from '@jest/globals';
import { localDate } from '../../domain/time/local-date.js';
import { RETENTION_DEFAULT, retentionOf } from './retention.js';

const charge = (day: string) => ({ kind: 'charge', id: day, dateOfService: localDate(day) }) as const;
const until = (day: string, born: string | null) =>
  retentionOf([charge(day)], born === null ? null : localDate(born), RETENTION_DEFAULT)[0]?.keptUntil;

describe('retention', () => {
  it('keeps an adult’s evidence ten years from the date of service', () => {
    expect(until('2026-01-31', '1950-01-01')).toBe('2036-01-31');
    expect(until('2026-01-31', null)).toBe('2036-01-31');
    expect(until('2024-02-29', null)).toBe('2034-03-01');
  });

  it('keeps a minor’s evidence until ten years after the 18th birthday, and later evidence as an adult’s', () => {
    expect(until('2026-01-31', '2020-06-01')).toBe('2048-06-01');
    expect(until('2026-01-31', '2008-02-01')).toBe('2036-02-01');
    expect(until('2026-02-01', '2008-02-01')).toBe('2036-02-01');
    expect(until('2026-02-02', '2008-02-01')).toBe('2036-02-02');
  });

  it('lists the evidence kept longest first', () => {
    const kept = retentionOf([charge('2020-01-01'), charge('2025-01-01')], null, {
      years: 7,
      minorsUntilAge: 28,
    });
    expect(kept.map(({ keptUntil }) => keptUntil)).toEqual(['2032-01-01', '2027-01-01']);
  });
});
