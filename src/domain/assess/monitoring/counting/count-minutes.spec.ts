import fc from 'fast-check';
import { at, enrollmentFacts, entry, monitoringFacts } from '../../../../../test/support/monitoring-facts.js';
import type { TimeEntryFacts } from '../../../facts/time-entry.js';
import { localDate } from '../../../time/local-date.js';
import { monthPeriod, yearMonth } from '../../../time/year-month.js';
import { countMinutes, dayReaching } from './count-minutes.js';

const APRIL = monthPeriod(yearMonth('2026-04'));
const MARCH = monthPeriod(yearMonth('2026-03'));
const roles = ['clinical_staff', 'qhp'];

function count(
  timeEntries: readonly TimeEntryFacts[],
  rest: {
    program?: string;
    period?: typeof APRIL;
    patientId?: string;
    enrollment?: Parameters<typeof enrollmentFacts>[0];
  } = {},
) {
  const enrollment = enrollmentFacts(rest.enrollment);
  const base = monitoringFacts({ timeEntries, enrollments: [enrollment] });
  const facts = { ...base, patient: { ...base.patient, id: rest.patientId ?? 'P1' } };
  return countMinutes(
    { facts, enrollment, asOf: localDate('2026-06-01') },
    { program: rest.program ?? 'RPM', roles, period: rest.period ?? APRIL },
  );
}

describe('countMinutes', () => {
  it('sums seconds and floors once (R26)', () => {
    const thrice = ['02', '09', '16'].map((day) => entry(`2026-04-${day}T14:00:00Z`, 397 / 60));
    expect(count(thrice)).toMatchObject({ seconds: 1191, minutes: 19 });
  });

  it('splits an entry at the patient-local end of the month, and both parts keep the live conversation (R34)', () => {
    const call = [entry('2026-04-01T03:50:00Z', 20)];
    expect(count(call, { period: MARCH })).toMatchObject({
      seconds: 600,
      interactive: true,
      lastDay: '2026-03-31',
    });
    expect(count(call)).toMatchObject({ seconds: 600, interactive: true, lastDay: '2026-04-01' });
  });

  it('counts two staff on one call once', () => {
    const both = [entry('2026-04-02T14:00:00Z', 20), entry('2026-04-02T14:10:00Z', 20, { staffId: 'S2' })];
    const counted = count(both);
    expect(counted.seconds).toBe(1800);
    expect(counted.notCounted).toEqual([
      {
        entryId: 'T-2026-04-02T14:10:00Z',
        seconds: 600,
        reason: 'overlap_same_program',
        keptBy: 'T-2026-04-02T14:00:00Z',
      },
    ]);
  });

  it('leaves a minute to the entry logged first, across programs and patients (R36)', () => {
    const own = entry('2026-04-02T14:00:00Z', 20, { id: 'own', loggedAt: at('2026-04-02T15:00:00Z') });
    const care = entry('2026-04-02T14:10:00Z', 20, {
      id: 'care',
      program: 'CCM',
      staffId: 'S2',
      loggedAt: at('2026-04-02T14:40:00Z'),
    });
    const other = entry('2026-04-02T13:50:00Z', 15, { id: 'other', patientId: 'P2' });
    const counted = count([own, care, other]);
    expect(counted.seconds).toBe(300);
    expect(counted.notCounted.map(({ reason, seconds, keptBy }) => [reason, seconds, keptBy])).toEqual([
      ['counted_in_other_program', 600, 'care'],
      ['staff_with_other_patient', 300, 'other'],
    ]);
    expect(count([own, care, other], { program: 'CCM' }).seconds).toBe(1200);
  });

  it('breaks a tie by the number in the id', () => {
    const two = entry('2026-04-02T14:00:00Z', 10, { id: 'T2' });
    const ten = entry('2026-04-02T14:00:00Z', 10, { id: 'T10', program: 'CCM', staffId: 'S2' });
    expect(count([ten, two]).seconds).toBe(600);
    expect(count([ten, two], { program: 'CCM' }).seconds).toBe(0);
  });

  it.each([
    ['non_clinical', { role: 'non_clinical' }],
    ['voicemail', { mode: 'voicemail' }],
    ['inside_visit', { insideEncounter: { code: '99214', date: localDate('2026-04-02') } }],
  ] as const)('does not count %s', (reason, rest) => {
    const counted = count([entry('2026-04-02T14:00:00Z', 20, rest)]);
    expect(counted).toMatchObject({ seconds: 0, interactive: false });
    expect(counted.notCounted[0]?.reason).toBe(reason);
  });

  it.each(['sms', 'portal_message', 'voicemail', 'data_review'] as const)(
    'never takes %s for a live conversation, whatever the entry says (R29)',
    (mode) => {
      expect(count([entry('2026-04-02T14:00:00Z', 20, { mode })]).interactive).toBe(false);
    },
  );

  it('clips to consent, order, start and end, whole local days (R31)', () => {
    const nights = [entry('2026-04-10T03:50:00Z', 20), entry('2026-04-21T03:50:00Z', 20)];
    const bounds = {
      startDate: localDate('2026-04-01'),
      consentDate: localDate('2026-04-10'),
      endDate: localDate('2026-04-20'),
    };
    const counted = count(nights, { enrollment: bounds });
    expect(counted.seconds).toBe(1200);
    expect(counted.notCounted.map(({ reason, seconds }) => [reason, seconds])).toEqual([
      ['before_consent', 600],
      ['after_enrollment_end', 600],
    ]);
    expect(count(nights, { enrollment: { consentDate: null } })).toMatchObject({
      seconds: 0,
      interactive: false,
    });
  });

  it('gives a visit precedence over every entry', () => {
    const visit = entry('2026-04-02T14:05:00Z', 10, {
      id: 'V',
      isVisit: true,
      program: 'VISIT',
      staffId: 'MD',
      loggedAt: at('2026-04-09T00:00:00Z'),
    });
    expect(count([entry('2026-04-02T14:00:00Z', 20), visit])).toMatchObject({ seconds: 600 });
  });

  it('returns the day on which a number of minutes was reached', () => {
    const counted = count(['02', '09', '16'].map((day) => entry(`2026-04-${day}T14:00:00Z`, 10)));
    expect([10, 20, 21, 30, 31].map((minutes) => dayReaching(counted, minutes))).toEqual([
      '2026-04-02',
      '2026-04-09',
      '2026-04-16',
      '2026-04-16',
      null,
    ]);
  });
});

describe('properties of minutes', () => {
  const start = at('2026-03-30T00:00:00Z');
  const entries = fc
    .array(
      fc.record({
        offset: fc.integer({ min: 0, max: 600 }),
        minutes: fc.integer({ min: 1, max: 45 }),
        patientId: fc.constantFrom('P1', 'P2'),
        staffId: fc.constantFrom('S1', 'S2', 'S3'),
        program: fc.constantFrom('RPM', 'CCM'),
        logged: fc.option(fc.integer({ min: 0, max: 600 }), { nil: null }),
      }),
      { maxLength: 12 },
    )
    .map((rows) =>
      rows.map((row, index) =>
        entry('2026-03-30T00:00:00Z', row.minutes, {
          id: `T${index}`,
          start: (start + row.offset * 300_000) as never,
          end: (start + row.offset * 300_000 + row.minutes * 60_000) as never,
          patientId: row.patientId,
          staffId: row.staffId,
          program: row.program,
          loggedAt: row.logged === null ? null : ((start + row.logged * 300_000) as never),
        }),
      ),
    );
  const everything = (list: readonly TimeEntryFacts[]) =>
    ['P1', 'P2'].flatMap((patientId) =>
      ['RPM', 'CCM'].flatMap((program) =>
        [MARCH, APRIL].map((period) => count(list, { patientId, program, period })),
      ),
    );

  it('the order of arrival does not matter', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat()), (list, noise) => {
        const shuffled = [...list]
          .map((one) => ({ one, key: noise.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(everything(shuffled)).toEqual(everything(list));
      }),
    );
  });

  it('no second of a person or a patient counts twice, and the parts sum to the whole', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const seconds = { staff: new Set<string>(), patient: new Set<string>() };
        for (const [index, counted] of everything(list).entries()) {
          const patientId = index < 4 ? 'P1' : 'P2';
          expect(counted.slices.reduce((sum, slice) => sum + slice.seconds, 0)).toBe(counted.seconds);
          for (const slice of counted.slices) {
            for (let at = Date.parse(slice.start); at < Date.parse(slice.end); at += 60_000) {
              for (const [kind, key] of [
                ['staff', `${slice.staffId} ${at}`],
                ['patient', `${patientId} ${at}`],
              ] as const) {
                if (seconds[kind].has(key)) throw new Error(`counted twice: ${key}`);
                seconds[kind].add(key);
              }
            }
          }
        }
      }),
    );
  });
});
