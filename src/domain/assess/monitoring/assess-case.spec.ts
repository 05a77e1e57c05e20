import {
  cuff,
  days,
  enrollmentFacts,
  entry,
  monitoringFacts,
  reading,
} from '../../../../test/support/monitoring-facts.js';
import type { DeviceAssignment, ReadingFacts } from '../../facts/device.js';
import type { MonitoringFacts } from '../../facts/monitoring-facts.js';
import type { PriorClaim } from '../../facts/patient.js';
import { addDays, localDate } from '../../time/local-date.js';
import { inclusive } from '../../time/period.js';
import { yearMonth } from '../../time/year-month.js';
import { assessCase, type CaseAssessment } from './assess-case.js';

/** A window of 30 days from `start`, a month, or both, seen long after they closed. */
function assess(facts: Partial<MonitoringFacts>, ask: { start?: string; month?: string }): CaseAssessment {
  const start = ask.start === undefined ? null : localDate(ask.start);
  return assessCase(monitoringFacts(facts), {
    window: start && inclusive(start, addDays(start, 29)),
    month: ask.month === undefined ? null : yearMonth(ask.month),
    asOf: localDate('2026-12-31'),
  });
}
const lines = ({ codes }: CaseAssessment) =>
  codes.map(({ code, units, dateOfService }) => `${dateOfService} ${code} x${units}`);
const reasons = ({ notBilled }: CaseAssessment, code: string) =>
  notBilled.filter((one) => one.code === code).flatMap((one) => one.reasons);
const claim = (code: string, day: string): PriorClaim => ({
  code,
  dateOfService: localDate(day),
  practiceId: 'PR',
});
const since = (day: string, rest: Parameters<typeof enrollmentFacts>[0] = {}) => ({
  enrollments: [enrollmentFacts({ startDate: localDate(day), ...rest })],
  assignments: [device(day)],
});
const device = (day: string, rest: Partial<DeviceAssignment> = {}) =>
  cuff({ assignedFrom: localDate(day), setupEducationDate: localDate(day), ...rest });
const readOn = (first: string, count: number, rest: Partial<ReadingFacts> = {}) =>
  days(first, count).map((day) => reading(day, rest));
const review = (start: string, minutes: number) =>
  entry(start, minutes, {
    program: '99091',
    role: 'qhp',
    staffId: 'MD',
    interactive: false,
    mode: 'data_review',
  });

describe('dates of service before the codes of today (section 2)', () => {
  it('99091 stands alone in 2018: the codes of 2019 are not in force, and nothing throws', () => {
    const answer = assess(
      {
        ...since('2018-02-01'),
        readings: readOn('2018-03-01', 16),
        timeEntries: [review('2018-03-05T15:00:00Z', 30)],
      },
      { start: '2018-03-01' },
    );
    expect(lines(answer)).toEqual(['2018-03-30 99091 x1']);
    for (const code of ['99453', '99454', '99445'])
      expect(reasons(answer, code)).toEqual(['code_not_effective']);
  });

  it('a patient enrolled during the emergency keeps RPM without a visit on file (R3)', () => {
    const unseen = { ...monitoringFacts().patient, establishedPatient: false };
    const of = (start: string) =>
      lines(
        assess(
          { ...since(start), patient: unseen, readings: readOn('2024-04-02', 16) },
          { start: '2024-04-02' },
        ),
      );
    expect(of('2023-05-11')).toEqual(['2023-05-11 99453 x1', '2024-05-01 99454 x1']);
    expect(of('2023-05-12')).toEqual([]);
  });
});

describe('two RTM systems in one period (section 5)', () => {
  const cbt = { type: 'rtm_cbt_app', parameter: 'cbt' };
  const msk = { type: 'rtm_msk_app', parameter: 'msk', deviceId: 'D2' };
  const both = (start: string): Partial<MonitoringFacts> => ({
    ...since(start, { program: 'RTM' }),
    assignments: [device(start, cbt), device(start, msk)],
    priorClaims: [claim('98975', start)],
    readings: [...readOn(start, 20), ...readOn(start, 17, { deviceId: 'D2' })],
  });

  it('a code not yet in force takes no place from one that is', () => {
    expect(lines(assess(both('2022-03-01'), { start: '2022-03-01' }))).toEqual(['2022-03-30 98977 x1']);
  });

  it('a code that the payer does not take gives way to one that it takes', () => {
    const facts = both('2026-03-01');
    const [span] = monitoringFacts().coverage;
    const profile = { ...span!.profile!, acceptedCodes: ['98977'] };
    const answer = assess({ ...facts, coverage: [{ ...span!, profile }] }, { start: '2026-03-01' });
    expect(lines(answer)).toEqual(['2026-03-30 98977 x1']);
    expect(reasons(answer, '98978')).toEqual(['payer_not_covered']);
  });
});

describe('claims on file (sections 3 and 5)', () => {
  const talk = { timeEntries: [entry('2026-04-10T14:00:00Z', 25)] };

  it('99457 is billed once a month; the month after is free', () => {
    const billed = assess({ ...talk, priorClaims: [claim('99457', '2026-04-30')] }, { month: '2026-04' });
    expect(lines(billed)).toEqual([]);
    expect(reasons(billed, '99457')).toEqual(['frequency_limit_30_days']);
    const before = assess({ ...talk, priorClaims: [claim('99457', '2026-03-31')] }, { month: '2026-04' });
    expect(lines(before)).toEqual(['2026-04-30 99457 x1']);
  });

  it('a claim of 99470 is replaced when the minutes reach 99457', () => {
    const answer = assess({ ...talk, priorClaims: [claim('99470', '2026-04-30')] }, { month: '2026-04' });
    expect(answer.codes).toMatchObject([{ code: '99457', replaces: '99470' }]);
    expect(answer.flags).toContain('correction_after_billing');
    expect(reasons(answer, '99470')).toEqual(['mutually_exclusive']);
  });

  it('99091 is billed once a period, and never beside a claim of 99457 unless the payer allows it', () => {
    const facts = { timeEntries: [review('2026-04-10T14:00:00Z', 30)] };
    const beside = (prior: PriorClaim, policy = monitoringFacts().policy) =>
      assess({ ...facts, policy, priorClaims: [prior] }, { start: '2026-04-02' });
    expect(reasons(beside(claim('99091', '2026-04-20')), '99091')).toEqual(['frequency_limit_30_days']);
    expect(reasons(beside(claim('99457', '2026-04-30')), '99091')).toEqual(['mutually_exclusive']);
    const allowed = { ...monitoringFacts().policy, allow99091With99457: true };
    expect(lines(beside(claim('99457', '2026-04-30'), allowed))).toContain('2026-05-01 99091 x1');
    expect(lines(beside(claim('99457', '2026-03-31')))).toContain('2026-05-01 99091 x1');
  });

  it('99474 stands once a period, and beside no claim of RPM in it', () => {
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

  it('a claim of APCM takes in the CCM of its month (source S21)', () => {
    const ccm = [entry('2026-04-10T14:00:00Z', 20, { program: 'CCM' })];
    const facts = { enrollments: [enrollmentFacts({ alsoEnrolledIn: ['CCM'] })], timeEntries: ccm };
    const answer = assess({ ...facts, priorClaims: [claim('G0557', '2026-04-30')] }, { month: '2026-04' });
    expect(reasons(answer, '99490')).toEqual(['mutually_exclusive']);
  });
});

describe('what stands beside RPM', () => {
  it('data that 95250 took release no 99453 either (section 5)', () => {
    const facts = (parameter: string, type: string) => ({
      ...since('2026-04-01'),
      assignments: [device('2026-04-01', { type, parameter })],
      readings: readOn('2026-04-01', 20),
      priorClaims: [claim('95250', '2026-04-14')],
    });
    const glucose = assess(facts('glucose', 'cgm'), { start: '2026-04-01' });
    expect(lines(glucose)).toEqual([]);
    expect(reasons(glucose, '99453')).toContain('more_specific_code_billed');
    expect(lines(assess(facts('blood_pressure', 'bp_cuff'), { start: '2026-04-01' }))).toHaveLength(2);
  });

  it('a self-measured report yields 99474 to the RPM of the period, named or not as a program', () => {
    const smbpReports = [{ reportedOn: null, readings: 14, averageRecorded: true, planCommunicated: true }];
    const answer = assess({ smbpReports, readings: readOn('2026-04-01', 16) }, { start: '2026-04-01' });
    expect(lines(answer)).toContain('2026-04-30 99454 x1');
    expect(reasons(answer, '99474')).toEqual(['mutually_exclusive']);
  });

  it('a policy on monitoring by diagnosis does not bar care management', () => {
    const [span] = monitoringFacts().coverage;
    const profile = { ...span!.profile!, coveredDiagnosisGroups: ['heart_failure'] };
    const answer = assess(
      {
        coverage: [{ ...span!, profile }],
        enrollments: [enrollmentFacts({ alsoEnrolledIn: ['CCM'] })],
        timeEntries: [
          entry('2026-04-03T14:00:00Z', 20),
          entry('2026-04-10T14:00:00Z', 20, { program: 'CCM' }),
        ],
      },
      { month: '2026-04' },
    );
    expect(lines(answer)).toEqual(['2026-04-30 99490 x1']);
    expect(reasons(answer, '99457')).toEqual(['payer_not_covered']);
  });

  it('entries that nothing else parts keep the minute in the order of the list (R36)', () => {
    const rpm = entry('2026-04-10T14:00:00Z', 20, { id: 'A', listed: 1 });
    const ccm = entry('2026-04-10T14:00:00Z', 20, { id: 'Z', listed: 0, program: 'CCM', staffId: 'S2' });
    const facts = { enrollments: [enrollmentFacts({ alsoEnrolledIn: ['CCM'] })], timeEntries: [rpm, ccm] };
    expect(lines(assess(facts, { month: '2026-04' }))).toEqual(['2026-04-30 99490 x1']);
  });
});
