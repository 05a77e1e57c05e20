import { describe, expect, it } from '@jest/globals';
import type { DecisionAction } from '../../../domain/charges/charge.js';
import { isClaimed } from './is-claimed.js';

describe('isClaimed', () => {
  it('is true for a charge that is or was on a claim, even after another charge replaced it', () => {
    const was = (...actions: DecisionAction[]) =>
      actions.map((action) => ({ action, by: 'B', at: '2026-01-31T00:00:00Z', reason: null }));
    for (const status of ['proposed', 'approved', 'held', 'exported'] as const)
      expect(isClaimed({ status, decisions: [] })).toBe(true);
    for (const status of ['voided', 'replaced', 'withdrawn'] as const) {
      expect(isClaimed({ status, decisions: was('approve') })).toBe(false);
      expect(isClaimed({ status, decisions: was('approve', 'export', 'withdraw-export') })).toBe(true);
    }
  });
});
