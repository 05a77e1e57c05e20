import { describe, expect, it } from '@jest/globals';
import { localDate } from '../../../domain/time/local-date.js';
import { coverageSpans } from './coverage-spans.js';
import { profileOn } from './payer-profile.js';
import { payerContent } from './payer.input.js';
import type { Payer } from './payer.js';

const payer: Payer = {
  id: 'plan',
  version: 1,
  ...payerContent.parse({
    name: 'Plan',
    type: 'commercial',
    // Out of order on purpose: the date decides, not the position in the list.
    profiles: [
      { from: '2026-01-01', acceptedCodes: ['99445'] },
      { from: '2024-01-01', acceptedCodes: ['99454'] },
    ],
  }),
};
const payers = new Map([['plan', payer]]);
const spans = (from: string | null, to: string | null, payerId = 'plan') =>
  coverageSpans(
    [
      {
        payerId,
        from: from === null ? null : localDate(from),
        to: to === null ? null : localDate(to),
        priorAuthNumber: null,
      },
    ],
    payers,
  ).map((span) => [span.from, span.to, span.profile?.acceptedCodes?.[0] ?? null]);

describe('profileOn', () => {
  it('is the latest profile that has begun, including on its first day, and none before the first', () => {
    const codesOn = (day: string) => profileOn(payer, localDate(day))?.acceptedCodes ?? null;
    expect(codesOn('2023-12-31')).toBeNull();
    expect(codesOn('2024-01-01')).toEqual(['99454']);
    expect(codesOn('2025-12-31')).toEqual(['99454']);
    expect(codesOn('2026-01-01')).toEqual(['99445']);
  });
});

describe('coverageSpans', () => {
  it('keeps an interval under one profile in one span', () => {
    expect(spans('2024-01-01', '2025-12-31')).toEqual([['2024-01-01', '2025-12-31', '99454']]);
    expect(spans('2026-01-01', null)).toEqual([['2026-01-01', null, '99445']]);
    expect(spans('2025-06-01', '2025-12-31')).toEqual([['2025-06-01', '2025-12-31', '99454']]);
  });

  it('splits an interval on the first day of the next profile', () => {
    expect(spans('2025-06-01', '2026-01-01')).toEqual([
      ['2025-06-01', '2025-12-31', '99454'],
      ['2026-01-01', '2026-01-01', '99445'],
    ]);
    expect(spans(null, null)).toEqual([
      [null, '2023-12-31', null],
      ['2024-01-01', '2025-12-31', '99454'],
      ['2026-01-01', null, '99445'],
    ]);
  });

  it('keeps the days of a payer without a profile as undecided', () => {
    expect(spans('2020-01-01', '2020-12-31')).toEqual([['2020-01-01', '2020-12-31', null]]);
    expect(spans('2026-01-01', null, 'unknown')).toEqual([['2026-01-01', null, null]]);
  });
});
