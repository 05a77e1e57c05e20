import { assessed, billable, records } from '../../../../test/support/assessed.js';
import type { SourceAssessment } from '../../assess/finding.js';
import { localDate } from '../../time/local-date.js';
import type { ChargeSource } from '../charge.js';
import { planPatient } from './plan-patient.js';

const frame = (today: string, more: object = {}) => ({
  patientId: 'P1',
  today: localDate(today),
  graceDays: 3,
  deathDate: null,
  enrolled: true,
  recordsOf: () => records(),
  ...more,
});
const january = (more: Partial<SourceAssessment> = {}) => assessed([billable('99457')], more);
const open: Partial<SourceAssessment> = {
  sourceId: 'E1~management~2026-02',
  state: 'open',
  period: { start: localDate('2026-02-01'), end: localDate('2026-03-01') },
  closesOn: localDate('2026-03-01'),
};
const closed = (): ChargeSource[] =>
  planPatient([], [january()], frame('2026-02-04')).plans.map(({ source }) => source);

describe('planning one patient', () => {
  it.each([
    ['2026-02-03', []],
    ['2026-02-04', ['created']],
  ])('on %s, with three days of grace, does %j', (today, outcomes) => {
    const { plans } = planPatient([], [january()], frame(today));
    expect(plans.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  it('leaves an open period alone and comes back when it is over and past grace', () => {
    const { plans, openSources, dueOn } = planPatient([], [assessed([], open)], frame('2026-02-10'));
    expect([plans, openSources, dueOn]).toEqual([[], 1, '2026-03-04']);
  });

  it('comes back by the next month at the latest, and never for a patient who has left', () => {
    const far = assessed([], { ...open, closesOn: localDate('2026-06-01') });
    expect(planPatient([], [far], frame('2026-02-10')).dueOn).toBe('2026-03-04');
    expect(planPatient([], [], frame('2026-02-10', { enrolled: false })).dueOn).toBeNull();
  });

  it('restates what is stored even within grace', () => {
    const { plans } = planPatient(closed(), [assessed([])], frame('2026-02-02'));
    expect(plans.map(({ outcome, changes }) => [outcome, changes.map(({ change }) => change)])).toEqual([
      ['changed', ['withdrawn']],
    ]);
  });

  it('undoes nothing in a run as of an earlier day', () => {
    expect(planPatient(closed(), [january({ state: 'open' })], frame('2026-01-20')).plans).toEqual([]);
    expect(planPatient(closed(), [], frame('2026-01-20')).plans).toEqual([]);
  });

  it('withdraws what a record reopened and what no longer follows from the facts', () => {
    const reopened = january({ state: 'open', closesOn: localDate('2026-04-01') });
    for (const assessments of [[reopened], []]) {
      const [plan] = planPatient(closed(), assessments, frame('2026-02-10')).plans;
      expect([plan?.source.state, plan?.source.charges[0]?.status]).toEqual(['superseded', 'withdrawn']);
    }
  });
});
