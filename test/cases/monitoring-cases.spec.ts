import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assessMonitoringCase } from '../../src/cli/assess/assess-monitoring-case.js';

interface ExpectedCode {
  code: string;
  units: number;
  dateOfService: string;
  modifiers?: string[];
  nationalNonFacility?: number;
}
interface WorkedCase {
  id: string;
  title: string;
  input: object;
  expected: {
    codes: (ExpectedCode & Record<string, unknown>)[];
    notBilled: { code: string; reason: string }[];
    facts: Record<string, unknown>;
    flags?: string[];
  };
}
type Row = Record<string, unknown> & { code: string };

const file = join(import.meta.dirname, 'data', 'monitoring-cases.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as WorkedCase[];

/** Text in brackets after a reason explains it and is not compared. */
const bareReason = (reason: string): string => reason.replace(/\s*\(.*$/, '');
const identity = ({ code, units, dateOfService }: Row): string =>
  `${code} x${String(units)} on ${String(dateOfService)}`;

describe('worked monitoring cases', () => {
  it('are all there', () => {
    expect(cases).toHaveLength(56);
  });

  it.each(cases.map((one) => [`${one.id} ${one.title}`, one] as const))('%s', (_name, one) => {
    const { expected } = one;
    const answer = assessMonitoringCase(one);
    if (!answer.ok) throw new Error(`${answer.path}: ${answer.message}`);
    const codes = answer.codes as Row[];
    expect(codes.map(identity).sort()).toEqual(expected.codes.map(identity).sort());
    for (const code of expected.codes) {
      const row = codes.find((other) => identity(other) === identity(code));
      expect(row).toMatchObject(code);
    }
    const notBilled = (answer.notBilled as Row[]).map(({ code, reason }) => ({ code, reason }));
    for (const { code, reason } of expected.notBilled)
      expect(notBilled).toContainEqual({ code, reason: bareReason(reason) });
    expect(answer.facts).toMatchObject(expected.facts);
    expect(answer.flags).toEqual(expect.arrayContaining(expected.flags ?? []));
  });
});
