import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLAG_KINDS, needReview, type Flag } from '../../src/domain/assess/flags.js';
import {
  NOT_COUNTED_REASONS,
  PARK_REASONS,
  REASONS,
  TIME_CUT_REASONS,
} from '../../src/domain/assess/reasons.js';
import { FLAG_TEXT } from '../../src/domain/charges/explain/flag-text.js';
import {
  NOT_COUNTED_TEXT,
  PARK_TEXT,
  REASON_TEXT,
  TIME_CUT_TEXT,
} from '../../src/domain/charges/explain/reason-text.js';

const SRC = join(import.meta.dirname, '..', '..', 'src');
/** Files that list the words without emitting them. */
const LISTS = /(-text|\/assess\/flags|\/assess\/reasons|\/telehealth\/words|\.spec|\.answer|\.schema)\.ts$/;
const rules = ['domain', 'modules']
  .flatMap((folder) =>
    readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(SRC, folder, file),
    ),
  )
  .filter((file) => file.endsWith('.ts') && !LISTS.test(file))
  .map((file) => readFileSync(file, 'utf8'));

/** `'word'`, or the beginning of a template for a word with a part that varies. */
const literalOf = (word: string): string =>
  word.includes('*') ? `\`${word.split('*')[0] ?? ''}\${` : `'${word}'`;

describe.each([
  ['flag', FLAG_KINDS, FLAG_TEXT],
  ['reason not to bill', REASONS, REASON_TEXT],
  ['reason to park', PARK_REASONS, PARK_TEXT],
  ['reason not to count a reading', NOT_COUNTED_REASONS, NOT_COUNTED_TEXT],
  ['reason not to count time', TIME_CUT_REASONS, TIME_CUT_TEXT],
] as [string, readonly string[], Readonly<Record<string, string>>][])('every %s', (_, words, texts) => {
  it.each(words)('%s has a text', (word) => {
    expect(texts[word]).toMatch(/\w{2}/);
  });

  it.each(words)('%s is emitted by some rule', (word) => {
    expect(rules.some((text) => text.includes(literalOf(word)))).toBe(true);
  });
});

describe('a charge', () => {
  it.each<Flag>(['ncci_modifier_needed', 'CY2027_RULE_NOT_LOADED', 'CODE_MUST_BE_ON_Medicare_LIST'])(
    'needs a review with the flag %s',
    (flag) => {
      expect(needReview([flag])).toBe(true);
    },
  );

  it.each<Flag>(['correction_after_billing', 'ALTERNATIVE:98016', 'union_policy_would_bill_99454'])(
    'needs no review with the flag %s alone',
    (flag) => {
      expect(needReview([flag])).toBe(false);
    },
  );
});
