import type { CoverageSpan } from '../../../domain/facts/coverage.js';
import { addDays } from '../../../domain/time/local-date.js';
import { payerToProfile } from './payer-to-profile.js';
import type { PayerFields, PayerInput } from './payer.input.js';

/** One span, or two if another payer follows. Pure. */
export function payerToCoverage(payer: PayerInput, idOf: (payer: PayerFields) => string): CoverageSpan[] {
  const { then: next } = payer;
  const first: CoverageSpan = {
    from: null,
    to: payer.until ?? (next ? addDays(next.from, -1) : null),
    profile: payerToProfile(payer, idOf(payer)),
    priorAuthNumber: payer.priorAuthNumber ?? null,
  };
  if (!next) return [first];
  const second: CoverageSpan = {
    from: next.from,
    to: null,
    profile: payerToProfile(next, idOf(next)),
    priorAuthNumber: next.priorAuthNumber ?? null,
  };
  return [first, second];
}
