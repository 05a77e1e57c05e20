import type { ChargeSource } from '../charge.js';

/**
 * The charges in effect in a source, without anything that depends on how they came about. The digest of a closing
 * run covers these lines. null if no charge is in effect.
 */
export function standingResult(source: ChargeSource): string | null {
  const charges = source.charges
    .filter(({ status }) => status !== 'withdrawn')
    .map((charge) => [
      charge.id,
      charge.kind,
      charge.status,
      charge.terms.units,
      charge.terms.modifiers,
      charge.terms.dateOfService,
      charge.terms.payerId,
      charge.terms.amount?.amountCents ?? null,
    ]);
  if (source.state === 'superseded' && charges.length === 0) return null;
  const { period } = source;
  return JSON.stringify([
    source.sourceId,
    source.state,
    source.parking?.reason ?? null,
    period && [period.start, period.end],
    charges,
    source.notBilled.map(({ code, reasons }) => [code, reasons]),
  ]);
}
