import type { Charge, ChargeSource } from './charge.js';
import { slotOfCode } from './plan/charge-slot.js';

/** Claim frequency code: 1 for an original claim, 7 for the replacement and 8 for the void of an earlier claim. */
export type FrequencyCode = '1' | '7' | '8';

export interface ExportableCharge {
  readonly charge: Charge;
  readonly frequency: FrequencyCode;
}

/**
 * The approved charges of a source that need a claim line. The void of a charge that was never exported needs none,
 * and its replacement goes out as an original. Nothing of a parked source goes out.
 */
export function exportableCharges(source: ChargeSource): ExportableCharge[] {
  if (source.state === 'parked') return [];
  return source.charges.flatMap((charge) => {
    if (charge.status !== 'approved') return [];
    const frequency = frequencyOf(source, charge);
    return frequency ? [{ charge, frequency }] : [];
  });
}

/** The frequency code of a charge's claim line; null if it needs no line. */
export function frequencyOf(source: ChargeSource, charge: Charge): FrequencyCode | null {
  const { trail } = slotOfCode(source, charge.code);
  const at = trail.findIndex(({ id }) => id === charge.id);
  const sent = trail.slice(0, at).findLast(({ status }) => status === 'exported');
  const atPayer = sent !== undefined && sent.kind !== 'void';
  if (charge.kind === 'void') return atPayer ? '8' : null;
  return atPayer ? '7' : '1';
}
