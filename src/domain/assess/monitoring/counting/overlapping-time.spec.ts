import fc from 'fast-check';
import { at, enrollmentFacts, entry, monitoringFacts } from '../../../../../test/support/monitoring-facts.js';
import { intersect, subtract, totalMillis, type Interval } from '../../../facts/intervals.js';
import type { TimeEntryFacts } from '../../../facts/time-entry.js';
import { instant } from '../../../time/instant.js';
import { localDate } from '../../../time/local-date.js';
import { monthPeriod, yearMonth } from '../../../time/year-month.js';
import { startOfDay } from '../../../time/zone.js';
import type { MinuteCount, TimeCut } from '../../finding.js';
import type { TimeCutReason } from '../../reasons.js';
import { countMinutes } from './count-minutes.js';
import { byPrecedence, cut } from './overlapping-time.js';

const MARCH = monthPeriod(yearMonth('2026-03'));
const ROLES = ['clinical_staff', 'qhp'];
const START = at('2026-03-10T14:00:00Z');
const SECOND = 1000;
const ZONE = 'America/New_York';

type Counted = Pick<MinuteCount, 'seconds' | 'interactiveEntryId' | 'notCounted' | 'slices'>;

function count(timeEntries: readonly TimeEntryFacts[], program = 'RPM'): Counted {
  const enrollment = enrollmentFacts();
  const facts = monitoringFacts({ timeEntries, enrollments: [enrollment] });
  const { seconds, interactiveEntryId, notCounted, slices } = countMinutes(
    { facts, enrollment, asOf: localDate('2026-06-01') },
    { program, roles: ROLES, period: MARCH },
  );
  return { seconds, interactiveEntryId, notCounted, slices };
}

/** Rule R36 taken literally, comparing every pair of entries: quadratic, and obviously right. */
function countNaively(timeEntries: readonly TimeEntryFacts[], program = 'RPM') {
  const bounds: Interval = {
    start: startOfDay(MARCH.start, ZONE),
    end: startOfDay(MARCH.end, ZONE),
  };
  const covered: { entryId: string; part: Interval }[] = [];
  const notCounted: TimeCut[] = [];
  let interactiveEntryId: string | null = null;
  const own = timeEntries
    .filter((one) => one.patientId === 'P1' && one.program === program && !one.isVisit)
    .filter((one) => one.start < bounds.end && one.end > bounds.start)
    .sort(byPrecedence);
  for (const one of own) {
    if (one.role === 'non_clinical' || one.mode === 'voicemail') {
      const reason = one.role === 'non_clinical' ? 'non_clinical' : 'voicemail';
      notCounted.push(cut(one, { parts: intersect([one], [bounds]), reason }));
      continue;
    }
    let kept = intersect([one], [bounds]);
    const before = timeEntries.filter((rival) => byPrecedence(rival, one) < 0).sort(byPrecedence);
    for (const rival of before) {
      const reason = reasonAgainst(one, rival);
      const lost = intersect(kept, [rival]);
      if (reason === null || lost.length === 0) continue;
      notCounted.push(cut(one, { parts: lost, reason, keptBy: rival.id }));
      kept = subtract(kept, [rival]);
    }
    if (kept.length > 0 && one.interactive) interactiveEntryId ??= one.id;
    const fresh = subtract(
      kept,
      covered.map(({ part }) => part),
    );
    if (totalMillis(fresh) < totalMillis(kept)) {
      const keptBy = covered.find(({ part }) => intersect([part], kept).length > 0)?.entryId ?? null;
      notCounted.push(cut(one, { parts: subtract(kept, fresh), reason: 'overlap_same_program', keptBy }));
    }
    covered.push(...fresh.map((part) => ({ entryId: one.id, part })));
  }
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return {
    seconds: Math.floor(totalMillis(covered.map(({ part }) => part)) / 1000),
    interactiveEntryId,
    notCounted: notCounted.sort((a, b) => order(a.entryId, b.entryId) || order(a.reason, b.reason)),
    covered,
  };
}

function reasonAgainst(one: TimeEntryFacts, rival: TimeEntryFacts): TimeCutReason | null {
  const samePatient = rival.patientId === one.patientId;
  const sameStaff = rival.staffId === one.staffId;
  if (rival.isVisit && (samePatient || sameStaff)) return 'inside_visit';
  if (!samePatient) return sameStaff ? 'staff_with_other_patient' : null;
  const counts = rival.role !== 'non_clinical' && rival.mode !== 'voicemail';
  return rival.program !== one.program && counts ? 'counted_in_other_program' : null;
}

/** Few instants, so that entries often touch, nest, coincide or have no length. */
const entries = fc
  .array(
    fc.record({
      offset: fc.integer({ min: 0, max: 24 }),
      length: fc.integer({ min: 0, max: 12 }),
      logged: fc.option(fc.integer({ min: 0, max: 6 }), { nil: null }),
      patientId: fc.constantFrom('P1', 'P1', 'P2'),
      staffId: fc.constantFrom('S1', 'S2', 'S3'),
      program: fc.constantFrom('RPM', 'RPM', 'CCM'),
      isVisit: fc.constantFrom(false, false, false, true),
      role: fc.constantFrom('clinical_staff' as const, 'clinical_staff' as const, 'non_clinical' as const),
      mode: fc.constantFrom('phone' as const, 'phone' as const, 'voicemail' as const),
      interactive: fc.boolean(),
    }),
    { maxLength: 25 },
  )
  .map((rows) =>
    rows.map(({ offset, length, logged, ...rest }, index) => {
      const start = instant(START + offset * SECOND);
      return entry('2026-03-10T14:00:00Z', 0, {
        ...rest,
        id: `T${index}`,
        start,
        end: instant(start + length * SECOND),
        loggedAt: logged === null ? null : instant(START + logged * SECOND),
      });
    }),
  );

describe('the sweep over overlapping time', () => {
  it.each(['RPM', 'CCM'])('cuts and reports exactly what comparing every pair does, in %s', (program) => {
    fc.assert(
      fc.property(entries, (list) => {
        const { covered, ...expected } = countNaively(list, program);
        const { slices, ...counted } = count(list, program);
        expect(counted).toEqual(expected);
        const parts = covered.map(({ entryId, part }) => `${part.start} ${part.end} ${entryId}`);
        const found = slices.map((one) => `${at(one.start)} ${at(one.end)} ${one.entryId}`);
        expect(found.sort()).toEqual(parts.sort());
      }),
    );
  });
});

describe('20,000 overlapping entries', () => {
  const MANY = 20_000;
  /** Entry k lies inside entry k - 1; the outermost was logged first. */
  const nested = (rest: (k: number) => Partial<TimeEntryFacts>) =>
    Array.from({ length: MANY }, (_, k) =>
      entry('2026-03-10T14:00:00Z', 0, {
        id: `T${k}`,
        start: instant(START + k),
        end: instant(START + 3 * 3_600_000 - k),
        loggedAt: instant(START + k),
        ...rest(k),
      }),
    );

  it('of one program count once, and each names the first as the keeper', () => {
    const counted = count(nested(() => ({})));
    expect(counted.seconds).toBe(3 * 3600);
    expect(counted.slices.map(({ entryId }) => entryId)).toEqual(['T0']);
    expect(counted.notCounted).toHaveLength(MANY - 1);
    expect(new Set(counted.notCounted.map(({ keptBy }) => keptBy))).toEqual(new Set(['T0']));
  });

  it('of two patients and many people leave each minute to the first', () => {
    const counted = count(nested((k) => ({ patientId: k % 2 === 0 ? 'P2' : 'P1', staffId: `S${k >> 1}` })));
    expect(counted.seconds).toBe(0);
    expect(counted.notCounted).toHaveLength(MANY / 2);
    expect(counted.notCounted[0]).toMatchObject({ entryId: 'T1', keptBy: 'T0' });
  });

  it('of two programs, logged innermost first, count only their outer ends', () => {
    const list = nested((k) => ({
      program: k === MANY - 1 ? 'CCM' : 'RPM',
      loggedAt: instant(START + MANY - k),
    }));
    const counted = count(list);
    expect(counted.seconds).toBe(Math.floor((2 * (MANY - 1)) / 1000));
    expect(counted.slices).toHaveLength(2 * (MANY - 1));
    expect(counted.notCounted.filter(({ keptBy }) => keptBy === `T${MANY - 1}`)).toHaveLength(MANY - 1);
  });

  it('of two programs lose nothing to entries logged later', () => {
    const counted = count(nested((k) => ({ program: k === 0 ? 'RPM' : 'CCM', staffId: 'S2' })));
    expect(counted).toMatchObject({ seconds: 3 * 3600, notCounted: [] });
  });
});
