import {
  assess,
  claim,
  device,
  lines,
  readOn,
  reasons,
  review,
  since,
} from '../../../test/support/assessed-case.js';
import { enrollmentFacts, entry, monitoringFacts } from '../../../test/support/monitoring-facts.js';
import type { MonitoringFacts } from '../facts/monitoring-facts.js';
import { addDays, localDate } from '../time/local-date.js';

describe("dates of service before today's codes", () => {
  it('bills 99091 alone in 2018: the codes of 2019 are not in force, and nothing throws', () => {
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

  it.each([
    ['2020-02-29', 0],
    ['2020-03-01', 1],
    ['2023-05-11', 1],
    ['2023-05-12', 0],
  ])('a new patient on %s: %d supply codes, because only the emergency waives the visit', (end, codes) => {
    const start = addDays(localDate(end), -29);
    const answer = assess(
      {
        ...since('2019-06-01'),
        patient: { ...monitoringFacts().patient, establishedPatient: false },
        readings: readOn(start, 20),
        priorClaims: [claim('99453', '2019-06-01')],
      },
      { start },
    );
    expect(answer.codes).toHaveLength(codes);
  });
});

describe('two RTM systems in one period (docs/rules/concurrency.md)', () => {
  const cbt = { type: 'rtm_cbt_app', parameter: 'cbt' };
  const msk = { type: 'rtm_msk_app', parameter: 'msk', deviceId: 'D2' };
  const both = (start: string): Partial<MonitoringFacts> => ({
    ...since(start, { program: 'RTM' }),
    assignments: [device(start, cbt), device(start, msk)],
    priorClaims: [claim('98975', start)],
    readings: [...readOn(start, 20), ...readOn(start, 17, { deviceId: 'D2' })],
  });

  it('a code not yet in force does not displace one that is', () => {
    expect(lines(assess(both('2022-03-01'), { start: '2022-03-01' }))).toEqual(['2022-03-30 98977 x1']);
  });

  it('a code that the payer does not accept gives way to one that it does', () => {
    const facts = both('2026-03-01');
    const [span] = monitoringFacts().coverage;
    const profile = { ...span!.profile!, acceptedCodes: ['98977'] };
    const answer = assess({ ...facts, coverage: [{ ...span!, profile }] }, { start: '2026-03-01' });
    expect(lines(answer)).toEqual(['2026-03-30 98977 x1']);
    expect(reasons(answer, '98978')).toEqual(['payer_not_covered']);
  });
});

describe('what is billed alongside RPM', () => {
  it('data that 95250 already used does not release 99453 either (docs/rules/concurrency.md)', () => {
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

  it('99474 of a self-measured report gives way to RPM in the period, even if SMBP is not a listed program', () => {
    const smbpReports = [{ reportedOn: null, readings: 14, averageRecorded: true, planCommunicated: true }];
    const answer = assess({ smbpReports, readings: readOn('2026-04-01', 16) }, { start: '2026-04-01' });
    expect(lines(answer)).toContain('2026-04-30 99454 x1');
    expect(reasons(answer, '99474')).toEqual(['mutually_exclusive']);
  });

  it('a policy that limits monitoring by diagnosis does not block care management', () => {
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

  it('the first entry in the list keeps the minute when nothing else breaks the tie (R36)', () => {
    const rpm = entry('2026-04-10T14:00:00Z', 20, { id: 'A', listed: 1 });
    const ccm = entry('2026-04-10T14:00:00Z', 20, { id: 'Z', listed: 0, program: 'CCM', staffId: 'S2' });
    const facts = { enrollments: [enrollmentFacts({ alsoEnrolledIn: ['CCM'] })], timeEntries: [rpm, ccm] };
    expect(lines(assess(facts, { month: '2026-04' }))).toEqual(['2026-04-30 99490 x1']);
  });
});
