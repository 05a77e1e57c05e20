import type { CoverageSpan, PayerSpan } from '../../../domain/facts/coverage.js';
import { addDays, type LocalDate } from '../../../domain/time/local-date.js';
import { toPayerProfile } from './payer-profile.js';
import type { Payer } from './payer.js';

/** A payer that covers a patient from `from` to `to`, both days included. Null means no beginning, or no end. */
export interface CoverageInterval {
  readonly payerId: string;
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  readonly priorAuthNumber: string | null;
}

/** One patient's coverage: who pays, and on what terms. */
export interface PatientCoverage {
  readonly spans: readonly CoverageSpan[];
  readonly payers: readonly PayerSpan[];
}

/**
 * The coverage as the core needs it: one span for each stretch under one payer profile, in the order of the intervals.
 * Days without a profile, because the payer has none or before its first one, form a span whose profile is null.
 */
export function coverageSpans(
  intervals: readonly CoverageInterval[],
  payers: ReadonlyMap<string, Payer>,
): CoverageSpan[] {
  return intervals.flatMap((interval) => {
    const payer = payers.get(interval.payerId);
    return payer ? spansOf(interval, payer) : [spanOf(interval, { profile: null })];
  });
}

/** Who pays for the patient, in the order of the intervals. */
export function payerSpans(
  intervals: readonly CoverageInterval[],
  payers: ReadonlyMap<string, Payer>,
): PayerSpan[] {
  return intervals.map(({ from, to, payerId }) => {
    const payer = payers.get(payerId);
    return { from, to, payer: payer ? { payerId, payerType: payer.type } : null };
  });
}

function spansOf(interval: CoverageInterval, payer: Payer): CoverageSpan[] {
  const spans: CoverageSpan[] = [];
  let profile: CoverageSpan['profile'] = null;
  let from = interval.from;
  for (const next of [...payer.profiles].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    if (interval.to !== null && next.from > interval.to) break;
    if (from === null || next.from > from) {
      spans.push(spanOf(interval, { from, to: addDays(next.from, -1), profile }));
      from = next.from;
    }
    profile = toPayerProfile(payer, next);
  }
  spans.push(spanOf(interval, { from, profile }));
  return spans;
}

function spanOf(
  { from, to, priorAuthNumber }: CoverageInterval,
  part: Pick<CoverageSpan, 'profile'> & Partial<Pick<CoverageSpan, 'from' | 'to'>>,
): CoverageSpan {
  return { from, to, priorAuthNumber, ...part };
}
