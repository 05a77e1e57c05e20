import type { Charge, ChargeStatus } from '../../../domain/charges/charge.js';

/** The states of a charge that was or may be claimed. */
const CLAIMABLE: ReadonlySet<ChargeStatus> = new Set(['proposed', 'approved', 'held', 'exported']);

/** Whether a charge was or may be claimed. It was when a batch held it, even if the batch was withdrawn and another charge replaced it. */
export function isClaimed({ status, decisions }: Pick<Charge, 'status' | 'decisions'>): boolean {
  return CLAIMABLE.has(status) || decisions.some(({ action }) => action === 'export');
}
