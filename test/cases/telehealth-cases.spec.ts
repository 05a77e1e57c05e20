import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assessTelehealthCase } from '../../src/cli/assess/telehealth-case.js';

interface Line {
  code: string;
  units: number;
  modifiers: string[];
  pos: string | null;
}
interface WorkedCase {
  id: string;
  title: string;
  input: object;
  expected: {
    codes: Line[];
    refused?: string;
    warnings?: string[];
    selectionBasis?: string;
    payment?: { amount: number; basis: string; cf: number; geography?: string };
  };
}

const file = join(import.meta.dirname, 'data', 'telehealth-cases.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as WorkedCase[];

const shown = ({ code, units, modifiers, pos }: Line): string =>
  `${code} x${units} ${[...modifiers].sort().join('+')} @${pos ?? 'none'}`;
/** The words of a refusal: the first word of each part. Words inside the detail of a part only explain it. */
const words = (text: string | null | undefined): string[] =>
  (text ?? '')
    .split('; ')
    .flatMap((part) => /^[A-Z][A-Z0-9_]+(?=$|[:\s])/.exec(part)?.[0] ?? [])
    .sort();
const leading = (text: string): string => /^[^\s:]+(:\d{5})?/.exec(text)?.[0] ?? text;

describe('worked telehealth cases', () => {
  it('are all there', () => {
    expect(cases).toHaveLength(108);
  });

  it.each(cases.map((one) => [`${one.id} ${one.title}`, one] as const))('%s', (_name, one) => {
    const { expected } = one;
    const answer = assessTelehealthCase(one);
    if (!answer.ok) throw new Error(`${answer.path}: ${answer.message}`);
    expect((answer.codes as Line[]).map(shown).sort()).toEqual(expected.codes.map(shown).sort());
    expect(words(answer.refused)).toEqual(words(expected.refused));
    expect(answer.warnings.map(leading)).toEqual(
      expect.arrayContaining((expected.warnings ?? []).map(leading)),
    );
    if (expected.selectionBasis) expect(answer.selectionBasis).toBe(expected.selectionBasis);
    if (expected.payment) expect(answer.payment).toMatchObject(expected.payment);
  });
});
