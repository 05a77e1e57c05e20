import { assess, claim, lines, reasons, review, since } from '../../../../test/support/assessed-case.js';
import { enrollmentFacts, entry, monitoringFacts } from '../../../../test/support/monitoring-facts.js';
import type { MonitoringFacts } from '../../facts/monitoring-facts.js';
import type { PriorClaim } from '../../facts/patient.js';

describe('claims on file', () => {
  const talk = { timeEntries: [entry('2026-04-10T14:00:00Z', 25)] };

  it('99457 is billed once a month, and again the next month', () => {
    const billed = assess({ ...talk, priorClaims: [claim('99457', '2026-04-30')] }, { month: '2026-04' });
    expect(lines(billed)).toEqual([]);
    expect(reasons(billed, '99457')).toEqual(['frequency_limit_30_days']);
    const before = assess({ ...talk, priorClaims: [claim('99457', '2026-03-31')] }, { month: '2026-04' });
    expect(lines(before)).toEqual(['2026-04-30 99457 x1']);
  });

  it('a claim for 99470 is replaced when the minutes reach 99457', () => {
    const answer = assess({ ...talk, priorClaims: [claim('99470', '2026-04-30')] }, { month: '2026-04' });
    expect(answer.codes).toMatchObject([{ code: '99457', replaces: '99470' }]);
    expect(answer.flags).toContain('correction_after_billing');
    expect(reasons(answer, '99470')).toEqual(['mutually_exclusive']);
  });

  it('99091 is billed once a period, and never with a claim for 99457 unless the payer allows it', () => {
    const facts = { timeEntries: [review('2026-04-10T14:00:00Z', 30)] };
    const beside = (prior: PriorClaim, policy = monitoringFacts().policy) =>
      assess({ ...facts, policy, priorClaims: [prior] }, { start: '2026-04-02' });
    expect(reasons(beside(claim('99091', '2026-04-20')), '99091')).toEqual(['frequency_limit_30_days']);
    expect(reasons(beside(claim('99457', '2026-04-30')), '99091')).toEqual(['mutually_exclusive']);
    const allowed = { ...monitoringFacts().policy, allow99091With99457: true };
    expect(lines(beside(claim('99457', '2026-04-30'), allowed))).toContain('2026-05-01 99091 x1');
    expect(lines(beside(claim('99457', '2026-03-31')))).toContain('2026-05-01 99091 x1');
  });

  it('99474 is billed once a period, and not with an RPM claim in the same period', () => {
    const smbp: Partial<MonitoringFacts> = {
      ...since('2026-04-01', { program: 'SMBP' }),
      smbpReports: [{ reportedOn: null, readings: 14, averageRecorded: true, planCommunicated: true }],
    };
    const beside = (...priorClaims: PriorClaim[]) =>
      assess({ ...smbp, priorClaims }, { start: '2026-04-01' });
    expect(lines(beside())).toEqual(['2026-04-30 99474 x1']);
    expect(reasons(beside(claim('99457', '2026-04-30')), '99474')).toEqual(['mutually_exclusive']);
    expect(reasons(beside(claim('99474', '2026-04-15')), '99474')).toEqual(['frequency_limit_30_days']);
    expect(lines(beside(claim('99474', '2026-03-31')))).toEqual(['2026-04-30 99474 x1']);
  });

  it('a claim for APCM includes the CCM of its month (source S21)', () => {
    const ccm = [entry('2026-04-10T14:00:00Z', 20, { program: 'CCM' })];
    const facts = { enrollments: [enrollmentFacts({ alsoEnrolledIn: ['CCM'] })], timeEntries: ccm };
    const answer = assess({ ...facts, priorClaims: [claim('G0557', '2026-04-30')] }, { month: '2026-04' });
    expect(reasons(answer, '99490')).toEqual(['mutually_exclusive']);
  });
});
