import fc from 'fast-check';
import {
  cuff,
  days,
  enrollmentFacts,
  entry,
  monitoringFacts,
  reading,
} from '../../../../test/support/monitoring-facts.js';
import type { MonitoringFacts } from '../../facts/monitoring-facts.js';
import type { ReadingFacts } from '../../facts/readings/device.js';
import { addDays, daysBetween, localDate } from '../../time/local-date.js';
import type { Finding, SourceAssessment } from '../finding.js';
import { assessMonitoring } from './assess-monitoring.js';
import { earned } from './findings.js';

const assess = (facts: Partial<MonitoringFacts>, asOf = '2026-06-01') =>
  assessMonitoring(monitoringFacts(facts), localDate(asOf));
const lines = (sources: readonly SourceAssessment[]) =>
  sources
    .flatMap(({ findings }) => earned(findings))
    .map(({ code, units, dateOfService }) => `${dateOfService} ${code} x${units}`);
const reasons = (findings: readonly Finding[], code: string) =>
  findings.flatMap((finding) =>
    finding.outcome === 'not_billed' && finding.code === code ? finding.reasons : [],
  );
const source = (sources: readonly SourceAssessment[], id: string) => {
  const found = sources.find(({ sourceId }) => sourceId === id);
  if (!found) throw new Error(`no source ${id}`);
  return found;
};

describe('assessMonitoring', () => {
  it('lays windows end to end from the first qualifying reading', () => {
    const sources = assess(
      { readings: [...days('2026-01-05', 16), ...days('2026-02-10', 3)].map((day) => reading(day)) },
      '2026-04-10',
    );
    const windows = sources
      .filter(({ kind }) => kind === 'supply')
      .map(({ period }) => [period.start, period.end]);
    expect(windows).toEqual([
      ['2026-01-05', '2026-02-04'],
      ['2026-02-04', '2026-03-06'],
      ['2026-03-06', '2026-04-05'],
      ['2026-04-05', '2026-05-05'],
    ]);
    expect(lines(sources)).toEqual(['2026-01-01 99453 x1', '2026-02-03 99454 x1', '2026-03-05 99445 x1']);
    expect(source(sources, 'E1~supply~2026-04-05')).toMatchObject({ state: 'open', closesOn: '2026-05-05' });
  });

  it('keeps a pinned window start: an earlier reading is kept and not counted (R18)', () => {
    const readings = days('2026-01-03', 10).map((day) => reading(day));
    const sources = assess({
      readings,
      enrollments: [enrollmentFacts({ pinnedWindowStart: localDate('2026-01-05') })],
    });
    const first = source(sources, 'E1~supply~2026-01-05');
    expect(first.evidence.days?.days).toBe(8);
    expect(sources.some(({ period }) => period.start === '2026-01-03')).toBe(false);
  });

  it('releases the set-up code with the first window that qualifies, under the law of its own date (R38)', () => {
    const enrollment = enrollmentFacts({ startDate: localDate('2025-11-25') });
    const device = cuff({
      assignedFrom: localDate('2025-11-25'),
      setupEducationDate: localDate('2025-11-25'),
    });
    const few = days('2025-11-25', 10);
    const many = days('2025-12-25', 16);
    const of = (list: typeof few) =>
      lines(
        assess({
          enrollments: [enrollment],
          assignments: [device],
          readings: list.map((day) => reading(day)),
        }),
      );
    expect(of(few).filter((line) => line.includes('99453'))).toEqual([]);
    expect(of([...few, ...many]).filter((line) => line.includes('99453'))).toEqual(['2025-11-25 99453 x1']);
  });

  it('names no_consent and no_order, with the days as measured for the latter', () => {
    const readings = days('2026-01-05', 20).map((day) => reading(day));
    const without = (field: 'consentDate' | 'orderDate') =>
      source(assess({ readings, enrollments: [enrollmentFacts({ [field]: null })] }), 'E1~supply~2026-01-05');
    expect(reasons(without('consentDate').findings, '99454')).toEqual(['no_consent', 'insufficient_days']);
    expect(without('consentDate').evidence.days?.days).toBe(0);
    expect(reasons(without('orderDate').findings, '99454')).toEqual(['no_order']);
    expect(without('orderDate').evidence.days?.days).toBe(20);
  });

  it('parks periods past the verified law or without a payer profile', () => {
    const late = enrollmentFacts({ startDate: localDate('2026-12-10') });
    const device = cuff({
      assignedFrom: localDate('2026-12-10'),
      setupEducationDate: localDate('2026-12-10'),
    });
    const readings = days('2026-12-10', 20).map((day) => reading(day));
    const sources = assess({ enrollments: [late], assignments: [device], readings }, '2027-03-01');
    expect(source(sources, 'E1~supply~2026-12-10')).toMatchObject({
      state: 'parked',
      parkedBecause: 'rules-not-verified',
      findings: [],
    });
    expect(source(sources, 'E1~management~2026-12').state).toBe('over');
    const uncovered = assess({ coverage: [], readings: days('2026-01-05', 20).map((day) => reading(day)) });
    expect(source(uncovered, 'E1~supply~2026-01-05')).toMatchObject({
      state: 'parked',
      parkedBecause: 'payer_profile_missing',
    });
  });

  it('closes an ended episode at once and dates it by its evidence', () => {
    const ended = enrollmentFacts({ endDate: localDate('2026-02-12') });
    const facts = {
      enrollments: [ended],
      readings: days('2026-01-20', 20).map((day) => reading(day)),
      timeEntries: [entry('2026-02-09T15:00:00Z', 25)],
    };
    expect(lines(assess(facts, '2026-02-13'))).toEqual([
      '2026-01-01 99453 x1',
      '2026-02-08 99454 x1',
      '2026-02-09 99457 x1',
    ]);
    expect(lines(assess(facts, '2026-02-12'))).toEqual([]);
  });

  it('keeps the earlier of two enrollments that exclude each other (R7)', () => {
    const rtm = enrollmentFacts({ id: 'E2', program: 'RTM', startDate: localDate('2026-01-02') });
    const app = cuff({ deviceId: 'D2', type: 'rtm_msk_app', parameter: 'msk_adherence' });
    const facts = {
      enrollments: [rtm, enrollmentFacts()],
      assignments: [cuff(), app],
      readings: days('2026-01-05', 20).flatMap((day) => [
        reading(day),
        reading(day, { deviceId: 'D2', origin: 'self_report_app' }),
      ]),
    };
    const sources = assess(facts);
    expect(lines(sources)).toContain('2026-02-03 99454 x1');
    expect(reasons(source(sources, 'E2~supply~2026-01-05').findings, '98977')).toEqual(['rtm_rpm_conflict']);
  });

  it('withholds a supply code dated less than 30 days after the last one (R20)', () => {
    const facts = {
      policy: { ...monitoringFacts().policy, deviceDos: 'last_reading_day' as const },
      readings: [...days('2026-01-05', 30), ...days('2026-02-04', 16)].map((day) => reading(day)),
    };
    const second = source(assess(facts), 'E1~supply~2026-02-04');
    expect(reasons(second.findings, '99454')).toEqual(['frequency_limit_30_days']);
    expect(second.findings.find(({ code }) => code === '99454')?.detail).toMatchObject({
      earliestAllowed: '2026-03-05',
      daysSinceLastDos: 16,
    });
  });
});

describe('properties', () => {
  const readingList = fc
    .array(
      fc.record({
        offset: fc.integer({ min: -10, max: 130 }),
        device: fc.constantFrom('D1', 'D2'),
        origin: fc.constantFrom('device_auto' as const, 'manual_entry' as const),
      }),
      { maxLength: 80 },
    )
    .map((rows) =>
      rows.map(({ offset, device, origin }, index) =>
        reading(addDays(localDate('2026-01-01'), offset), { id: `R${index}`, deviceId: device, origin }),
      ),
    );
  const assignments = [cuff(), cuff({ deviceId: 'D2', type: 'scale', parameter: 'weight' })];
  const run = (readings: readonly ReadingFacts[], pinned = false) =>
    assess({
      readings,
      assignments,
      enrollments: [enrollmentFacts(pinned ? { pinnedWindowStart: localDate('2026-01-01') } : {})],
    });

  it('the order of arrival does not matter', () => {
    fc.assert(
      fc.property(readingList, fc.nat(), (list, turn) => {
        const rotated = list.map((_, index) => list[(index + turn) % list.length]!).reverse();
        expect(run(rotated)).toEqual(run(list));
      }),
    );
  });

  it('adding a reading never lowers the day count of a window with a given start', () => {
    fc.assert(
      fc.property(readingList, fc.nat(), (list, pick) => {
        const dropped = list.filter((_, index) => index !== pick % Math.max(1, list.length));
        const before = run(dropped, true).filter(({ kind }) => kind === 'supply');
        const after = run(list, true).filter(({ kind }) => kind === 'supply');
        after.forEach((each, index) =>
          expect(each.evidence.days!.days).toBeGreaterThanOrEqual(before[index]!.evidence.days!.days),
        );
      }),
    );
  });

  it('charges stay in bounds: one supply code per window, 30 days apart, each reading in one window', () => {
    fc.assert(
      fc.property(readingList, (list) => {
        const supplies = run(list).filter(({ kind }) => kind === 'supply');
        const dates = supplies.flatMap(({ findings }) => {
          const codes = earned(findings);
          expect(codes.length).toBeLessThanOrEqual(1);
          return codes.map(({ dateOfService }) => dateOfService);
        });
        dates
          .slice(1)
          .forEach((date, index) => expect(daysBetween(dates[index]!, date)).toBeGreaterThanOrEqual(30));
        const ids = supplies.flatMap(({ evidence }) =>
          evidence.days!.counted.flatMap(({ readingIds }) => readingIds),
        );
        expect(new Set(ids).size).toBe(ids.length);
        for (const { evidence } of supplies) expect(evidence.days!.days).toBeLessThanOrEqual(30);
      }),
    );
  });

  it('the same question twice gives the same bytes', () => {
    fc.assert(fc.property(readingList, (list) => JSON.stringify(run(list)) === JSON.stringify(run(list))));
  });
});
