import type { Charge, ChargeStatus } from '../../../domain/charges/charge.js';

/** The states of a charge that was claimed or may be. */
const CLAIMABLE: ReadonlySet<ChargeStatus> = new Set(['proposed', 'approved', 'held', 'exported']);

/** Was the charge claimed, or may it be? A charge that was in a batch counts, even if the batch was withdrawn and another charge replaced it. */
export function isClaimed({ status, decisions }: Pick<Charge, 'status' | 'decisions'>): boolean {
  return CLAIMABLE.has(status) || decisions.some(({ action }) => action === 'export');
}
