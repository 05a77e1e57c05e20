import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assessTelehealthCase } from '../../src/cli/assess/telehealth-case.js';

/** A case from the text of the rules: what it changes in a base record, and the expected result. */
interface RuleCase {
  id: string;
  /** The rule that the case tests. */
  source: string;
  base: string;
  change: object;
  /** Lines as `code[xUnits][-modifier]@pos`, or the words of a refusal, in alphabetical order. */
  expected: string;
  /** Words that must be among the warnings, and words that must not be. */
  warnings?: string[];
  silent?: string[];
  selectionBasis?: string;
  /** Dollars, basis and conversion factor, as far as the case states them; null: not priced. */
  payment?: [amount: number | null, basis?: string, cf?: number];
}

const file = join(import.meta.dirname, 'data', 'telehealth-rules.json');
const { bases, cases } = JSON.parse(readFileSync(file, 'utf8')) as {
  bases: Record<string, object>;
  cases: RuleCase[];
};

type Answer = Extract<ReturnType<typeof assessTelehealthCase>, { ok: true }>;

function shown({ codes, refused }: Answer): string {
  const words = (refused ?? '').split('; ').map((part) => part.replace(/:.*/, ''));
  if (codes.length === 0) return words.sort().join('; ');
  const lines = codes.map(({ code, units, modifiers, pos }) => {
    const after = [...modifiers].sort().map((one) => `-${one}`);
    return `${code}${units === 1 ? '' : `x${units}`}${after.join('')}@${pos ?? 'none'}`;
  });
  return lines.sort().join(' ');
}

const leading = (warning: string): string => /^[^\s:]+(:\w{5})?/.exec(warning)?.[0] ?? warning;

describe('telehealth cases from the text of the rules', () => {
  it('have unique ids', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThan(300);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, one) => {
    const answer = assessTelehealthCase({ id: one.id, input: { ...bases[one.base], ...one.change } });
    if (!answer.ok) throw new Error(`${answer.path}: ${answer.message}`);
    expect(shown(answer)).toBe(one.expected);
    const words = answer.warnings.map(leading);
    expect(words).toEqual(expect.arrayContaining(one.warnings ?? []));
    expect(words.filter((word) => one.silent?.includes(word))).toEqual([]);
    if (one.selectionBasis) expect(answer.selectionBasis).toBe(one.selectionBasis);
    if (one.payment) {
      const { amount, basis, cf } = answer.payment ?? { amount: null, basis: null, cf: null };
      expect([amount, basis, cf].slice(0, one.payment.length)).toEqual(one.payment);
    }
  });
});
