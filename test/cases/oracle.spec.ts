import { readFileSync } from 'node:fs';
import { generateSamplePractice } from '../../src/cli/sample/generate-sample-practice.js';
import { SAMPLE_STORIES, type SampleStory } from '../../src/cli/sample/sample-stories.js';
import { recount, type OracleCharge, type OraclePractice } from '../support/oracle.js';

const folder = new URL('./data/run/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

interface Expected {
  asOf: string;
  charges: (Omit<OracleCharge, 'modifiers'> & { modifiers?: string[] })[];
  rejected: { file: string; line: number }[];
}

describe('the independent recount', () => {
  const expected = JSON.parse(read('expected.json')) as Expected;
  const answer = recount({
    practice: JSON.parse(read('practice.json')) as OraclePractice,
    readings: read('readings.ndjson').split('\n'),
    time: read('time.ndjson').split('\n'),
    asOf: expected.asOf,
  });

  it('makes exactly the charges of the worked practice', () => {
    const line = (one: Expected['charges'][number]): string =>
      `${one.patientId} ${one.dateOfService} ${one.code} x${one.units} ${(one.modifiers ?? []).join('+')}`.trim();
    expect(answer.charges.map(line).sort()).toEqual(expected.charges.map(line).sort());
  });

  it('refuses exactly the damaged lines of the worked practice', () => {
    const line = (one: { file: string; line: number }): string => `${one.file}:${one.line}`;
    expect(answer.rejected.map(line).sort()).toEqual(expected.rejected.map(line).sort());
  });
});

describe('the recount of the sample practice', () => {
  const sample = generateSamplePractice();
  const answer = recount({
    practice: sample.practice as unknown as OraclePractice,
    readings: sample.readings,
    time: sample.time,
    asOf: '2026-04-05',
  });
  const of = (story: SampleStory): OracleCharge[] => {
    const id = sample.practice.patients[SAMPLE_STORIES.indexOf(story)]?.patient.id;
    return answer.charges.filter(({ patientId }) => patientId === id);
  };

  it('reaches every code that it knows', () => {
    expect([...new Set(answer.charges.map(({ code }) => code))].sort()).toEqual([
      '99091',
      '99439',
      '99445',
      '99453',
      '99454',
      '99457',
      '99458',
      '99470',
      '99490',
    ]);
  });

  it.each(['no_consent', 'no_order', 'not_established', 'manual_device'] as const)(
    'makes no supply charge for the story %s',
    (story) => {
      expect(of(story).filter(({ code }) => /^99(453|454|445)$/.test(code))).toEqual([]);
    },
  );

  it.each(['no_contact', 'messages_only'] as const)(
    'makes no management charge for the story %s',
    (story) => {
      expect(of(story).filter(({ code }) => /^99(457|458|470)$/.test(code))).toEqual([]);
    },
  );

  it('dates the exact edges as they fall', () => {
    const supply = of('exact_days').filter(({ code }) => code === '99454' || code === '99445');
    expect(supply.map(({ code }) => code)).toEqual(['99454', '99454', '99445', '99445']);
    const managed = of('exact_minutes').filter(({ code }) => /^99(457|458|470)$/.test(code));
    expect(managed.map(({ code, units, dateOfService }) => `${dateOfService} ${code} x${units}`)).toEqual([
      '2025-11-30 99457 x1',
      '2025-11-30 99458 x1',
      '2026-01-31 99457 x1',
      '2026-02-28 99457 x1',
      '2026-03-31 99470 x1',
    ]);
  });

  it('dates nothing after a death', () => {
    const { patient } = sample.practice.patients[SAMPLE_STORIES.indexOf('dies_in_first_window')]!;
    expect(of('dies_in_first_window').length).toBeGreaterThan(0);
    for (const { dateOfService } of of('dies_in_first_window')) {
      expect(dateOfService <= (patient.deathDate ?? '')).toBe(true);
    }
  });
});
