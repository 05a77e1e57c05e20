import {
  cuff,
  days,
  enrollmentFacts,
  monitoringFacts,
  reading,
} from '../../../../../test/support/monitoring-facts.js';
import type { EnrollmentFacts } from '../../../facts/enrollment.js';
import type { MonitoringFacts } from '../../../facts/monitoring-facts.js';
import type { PriorClaim } from '../../../facts/patient.js';
import { localDate } from '../../../time/local-date.js';
import { inclusive } from '../../../time/period.js';
import { assessCase } from '../../assess-case.js';

const answerOf = (
  rest: Partial<EnrollmentFacts>,
  priorClaims: PriorClaim[] = [],
  facts: Partial<MonitoringFacts> = {},
) => {
  const { codes, notBilled } = assessCase(
    monitoringFacts({
      enrollments: [enrollmentFacts({ facilityType: 'HHA', ...rest })],
      readings: days('2026-04-01', 20).map((day) => reading(day)),
      priorClaims,
      ...facts,
    }),
    {
      window: inclusive(localDate('2026-04-01'), localDate('2026-04-30')),
      month: null,
      asOf: localDate('2026-05-02'),
    },
  );
  return {
    billed: codes.map(({ code, units }) => `${code} x${units}`),
    withheld: notBilled.find(({ code }) => code === 'G0322')?.reasons,
  };
};

describe('home health (G0322)', () => {
  it('reports the days with data, even if a physician of another practice monitors too (G0322)', () => {
    const beside = { code: '99454', dateOfService: localDate('2026-04-20'), practiceId: 'OTHER' };
    expect(answerOf({}, [beside])).toEqual({ billed: ['G0322 x20'], withheld: undefined });
  });

  it('counts the days with data of any device as units (source S20)', () => {
    const scale = cuff({ deviceId: 'D2', type: 'scale', parameter: 'weight' });
    const readings = [
      ...days('2026-04-01', 10).map((day) => reading(day)),
      ...days('2026-04-06', 10).map((day) => reading(day, { deviceId: 'D2' })),
    ];
    expect(answerOf({}, [], { assignments: [cuff(), scale], readings }).billed).toEqual(['G0322 x15']);
  });

  it('is blocked by a failed gate, like every code', () => {
    expect(answerOf({ orderDate: null })).toEqual({ billed: [], withheld: ['no_order'] });
    expect(answerOf({ consentDate: null })).toEqual({
      billed: [],
      withheld: ['no_consent', 'insufficient_days'],
    });
  });
});
