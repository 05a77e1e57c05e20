import { localDate } from '../time/local-date.js';
import { codeEntry, CODES, isEffective } from './codes.js';
import { areExclusive, EXCLUSIONS } from './concurrency.js';
import { dayThresholds, isCovidCase, SUPPLY_SYSTEMS } from './device-supply.js';
import { inDiagnosisGroups } from './gates.js';
import { ladderStep, RPM_LADDER } from './management-ladders.js';
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

  it('are listed once each', () => {
    expect(new Set(CODES.map(({ code }) => code)).size).toBe(CODES.length);
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

  it('knows confirmed and suspected COVID-19 with and without the dot', () => {
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
  it('hold in both directions and name codes of the rulebook', () => {
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
    expect(numbered).toEqual(Array.from({ length: 38 }, (_, index) => `R${index + 1}`));
    expect(() => ruleById('R39')).toThrow('unknown rule');
  });
});
