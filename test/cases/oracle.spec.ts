import { readFileSync } from 'node:fs';
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
