import { localDate } from '../time/local-date.js';
import { codeEntry, isEffective } from './codes.js';
import { areExclusive, EXCLUSIONS } from './monitoring/concurrency.js';
import { dayThresholds, isCovidCase, SUPPLY_SYSTEMS } from './monitoring/device-supply.js';
import { inDiagnosisGroups } from './monitoring/gate-parameters.js';
import { cappedByLoaded, ladderStep, RPM_LADDER, RTM_LADDER } from './monitoring/management-ladders.js';
import { ruleById, RULES } from './rules.js';

const rpm = SUPPLY_SYSTEMS[0]!;
const step = (minutes: number, day: string) => ladderStep(RPM_LADDER, minutes, localDate(day));

describe('codes', () => {
  it.each([
    ['99445', '2025-12-31', false],
    ['99445', '2026-01-01', true],
    ['99458', '2019-12-31', false],
    ['99458', '2020-01-01', true],
    ['G0511', '2025-09-30', true],
    ['G0511', '2025-10-01', false],
  ])('%s on %s is effective: %s', (code, day, expected) => {
    expect(isEffective(code, localDate(day))).toBe(expected);
  });

  it('throw for a code that no table holds', () => {
    expect(() => codeEntry('00000')).toThrow('unknown code');
  });
});

describe('the ladder of minutes (R28)', () => {
  it.each([
    [9, '2026-04-30', null, 0, 0],
    [10, '2026-04-30', '99470', 0, 0],
    [19, '2026-04-30', '99470', 0, 0],
    [19, '2025-04-30', null, 0, 0],
    [20, '2026-04-30', '99457', 0, 0],
    [39, '2026-04-30', '99457', 0, 0],
    [40, '2026-04-30', '99457', 1, 0],
    [59, '2026-04-30', '99457', 1, 0],
    [60, '2026-04-30', '99457', 2, 0],
    [80, '2026-04-30', '99457', 3, 0],
    [100, '2026-04-30', '99457', 3, 1],
    [80, '2023-06-30', '99457', 2, 1],
    [80, '2023-07-31', '99457', 3, 0],
    [80, '2019-04-30', '99457', 0, 0],
  ])('%i minutes on %s: %s + %i, %i over the cap', (minutes, day, code, addOnUnits, addOnUnitsOverCap) => {
    expect(step(minutes, day)).toEqual({ code, addOnUnits, addOnUnitsOverCap });
  });
});

describe('the ladder under loaded units edits', () => {
  const mue = (from: string, values: Record<string, number>) => ({ release: `MUE ${from}`, from, values });
  const units = (tables: ReturnType<typeof mue>[], day: string, ladder = RPM_LADDER) =>
    ladderStep(cappedByLoaded(ladder, tables), 200, localDate(day)).addOnUnits;

  it('applies from its date until the next edit, built-in or loaded', () => {
    const tables = [mue('2022-01-01', { '99458': 1 }), mue('2026-04-01', { '99458': 4 })];
    const days = ['2021-12-31', '2022-01-01', '2023-07-01', '2026-03-31', '2026-04-01', '2026-12-31'];
    expect(days.map((day) => units(tables, day))).toEqual([2, 1, 3, 3, 4, 4]);
  });

  it('overrides a built-in edit of the same date, and changes only its own code', () => {
    expect(units([mue('2023-07-01', { '99458': 5 })], '2026-06-30')).toBe(5);
    expect(units([mue('2026-01-01', { '99439': 1 })], '2026-06-30')).toBe(3);
    expect(units([mue('2026-01-01', { '98981': 2 })], '2026-06-30', RTM_LADDER)).toBe(2);
    expect(units([], '2026-06-30', RTM_LADDER)).toBe(9);
  });
});

describe('day thresholds', () => {
  it.each([
    ['2025-12-31', false, 16, null, 16],
    ['2026-01-01', false, 16, 2, 2],
    ['2020-03-01', true, 2, null, 2],
    ['2020-02-29', true, 16, null, 16],
    ['2023-05-11', true, 2, null, 2],
    ['2023-05-12', true, 16, null, 16],
    ['2021-01-01', false, 16, null, 16],
  ])('on %s, COVID case %s', (day, covid, fullDaysMin, shortDaysMin, setUpDaysMin) => {
    expect(dayThresholds(rpm, localDate(day), covid)).toMatchObject({
      fullDaysMin,
      shortDaysMin,
      setUpDaysMin,
    });
  });

  it('recognize confirmed and suspected COVID-19 with and without the dot', () => {
    expect([['U07.1'], ['z20822'], ['I10', 'Z11.52'], ['I10'], []].map(isCovidCase)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('exclusions', () => {
  it('apply in both directions and name codes of the rulebook', () => {
    for (const { a, b } of EXCLUSIONS) {
      expect(areExclusive(a, b) && areExclusive(b, a)).toBe(true);
      expect([codeEntry(a).code, codeEntry(b).code]).toEqual([a, b]);
    }
    expect(areExclusive('99454', '99457')).toBe(false);
  });
});

describe('diagnosis groups', () => {
  it.each([
    [['I50.9'], ['heart_failure'], true],
    [['I11.0'], ['heart_failure'], true],
    [['I11.9'], ['heart_failure'], false],
    [['I10'], ['heart_failure', 'hypertensive_disorder_of_pregnancy'], false],
    [['O14.90'], ['hypertensive_disorder_of_pregnancy'], true],
    [['I16.0'], ['hypertension'], true],
  ])('%j in %j: %s', (diagnoses, groups, expected) => {
    expect(inDiagnosisGroups(diagnoses, groups)).toBe(expected);
  });
});

describe('rules', () => {
  it('cover R1 to R38, each once', () => {
    const numbered = RULES.map(({ id }) => id).filter((id) => id.startsWith('R'));
    expect(numbered.toSorted()).toEqual(Array.from({ length: 38 }, (_, index) => `R${index + 1}`).sort());
    expect(() => ruleById('R39')).toThrow('unknown rule');
  });
});
