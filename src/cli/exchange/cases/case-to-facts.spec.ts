import { parseInstant } from '../../../domain/time/instant.js';
import { caseToFacts } from './case-to-facts.js';
import { monitoringCase } from './case.input.js';

const patient = { id: 'P1', timezone: 'America/New_York' };
const enrollment = { program: 'RPM', billingPractitionerId: 'NPI-A', startDate: '2026-01-02' };

function factsOf(input: object, policy?: object): ReturnType<typeof caseToFacts> {
  const evaluate = { asOf: '2026-05-02' };
  const base = { patient, payer: { type: 'medicare_ffs' }, enrollment, evaluate };
  return caseToFacts(monitoringCase.parse({ id: 'C', policy, input: { ...base, ...input } }));
}

const entry = {
  id: 'T1',
  program: 'RPM',
  staffId: 'S1',
  role: 'clinical_staff',
  start: '2026-04-03T10:00:00',
  mode: 'phone',
};

describe('caseToFacts', () => {
  it("dates a reading by the patient's zone, not by the offset in the text", () => {
    const { readings } = factsOf({
      readings: [
        { deviceId: 'D', source: 'device_auto', timestamps: ['2026-04-02T03:30:00Z', '2026-04-02T23:59:00'] },
        {
          deviceId: 'D',
          source: 'device_auto',
          localDates: ['2026-04-05', '2026-04-05'],
          retransmission: true,
        },
      ],
    });
    expect(readings.map(({ id, serviceDay, setAside }) => [id, serviceDay, setAside])).toEqual([
      ['R1-1', '2026-04-01', null],
      ['R1-2', '2026-04-02', null],
      ['R2-1', '2026-04-05', 'retransmission'],
      ['R2-2', '2026-04-05', 'retransmission'],
    ]);
  });

  it("reads wall times in the patient's zone, and ends an entry by its seconds or else its minutes", () => {
    const { timeEntries } = factsOf({
      timeEntries: [
        { ...entry, seconds: 397, minutes: 6 },
        { ...entry, id: 'T2', minutes: 20 },
        { ...entry, id: 'T3', end: '2026-04-03T15:00:00Z', minutes: 1 },
      ],
    });
    const start = parseInstant('2026-04-03T14:00:00Z') ?? 0;
    expect(timeEntries.map((one) => [one.start - start, (one.end - one.start) / 1000])).toEqual([
      [0, 397],
      [0, 1200],
      [0, 3600],
    ]);
  });

  it.each([
    [true, 'before'],
    [false, 'after'],
  ])('makes the entry of a double-booked staff member (logged first: %s) stand %s', (loggedFirst) => {
    const { timeEntries } = factsOf({
      timeEntries: [
        { ...entry, minutes: 20, conflictsWith: { entryId: 'T9', patientId: 'P2', loggedFirst } },
      ],
    });
    const [own, rival] = timeEntries;
    expect(rival).toMatchObject({
      id: 'T9',
      patientId: 'P2',
      staffId: 'S1',
      start: own?.start,
      end: own?.end,
    });
    expect((rival?.loggedAt ?? 0) < (own?.loggedAt ?? own?.start ?? 0)).toBe(loggedFirst);
  });

  it('splits the coverage where the payer changes', () => {
    const { coverage } = factsOf({
      payer: {
        type: 'medicare_ffs',
        until: '2026-04-30',
        then: { type: 'medicare_advantage', from: '2026-05-01' },
      },
    });
    expect(coverage.map(({ from, to, profile }) => [from, to, profile?.type])).toEqual([
      [null, '2026-04-30', 'medicare_ffs'],
      ['2026-05-01', null, 'medicare_advantage'],
    ]);
  });

  it("restricts diagnoses only while the plan's policy is active", () => {
    const payer = (active: boolean) => ({
      type: 'commercial',
      coveragePolicy: { active, rpmCoveredDiagnoses: ['heart_failure'] },
    });
    expect(factsOf({ payer: payer(true) }).coverage[0]?.profile?.coveredDiagnosisGroups).toEqual([
      'heart_failure',
    ]);
    expect(factsOf({ payer: payer(false) }).coverage[0]?.profile?.coveredDiagnosisGroups).toBeNull();
  });

  it('reads limits together with what they require', () => {
    const limits = { 99474: { max: 4, per: 'year', requires: { 99473: '12_months' } } };
    expect(factsOf({ payer: { type: 'medicaid', limits } }).coverage[0]?.profile?.limits).toEqual({
      99474: { max: 4, per: 'year', requires: { 99473: 12 } },
    });
  });

  it('applies the policy of the case on top of the defaults', () => {
    const { policy } = factsOf({}, { deviceDos: 'last_reading_day' });
    expect(policy).toMatchObject({ deviceDos: 'last_reading_day', managementDos: 'month_end' });
  });

  it('refuses a value outside a closed list, a date that does not exist, and a zone that does not exist', () => {
    const bad = monitoringCase.safeParse({
      id: 'C',
      input: {
        patient: { id: 'P1', timezone: 'Mars/Olympus' },
        payer: { type: 'barter' },
        enrollment: { ...enrollment, consentDate: '2026-02-30' },
        evaluate: { asOf: '2026-05-02' },
      },
    });
    expect(bad.error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'input.patient.timezone',
      'input.payer.type',
      'input.enrollment.consentDate',
    ]);
  });
});
