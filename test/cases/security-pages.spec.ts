import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGES = [
  'SECURITY.md',
  ...['asvs', 'hipaa-164-312', 'THREAT-MODEL'].map((name) => `docs/security/${name}.md`),
];
/** Requirements of ASVS 5.0.0 by chapter, levels 1 and 2. */
const BY_CHAPTER = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7];

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const rows = () =>
  read('docs/security/asvs.md')
    .split('\n')
    .filter((line) => /^\| V\d/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, number = '', level = '', what = '', state = '', by = '']) => ({
      number,
      level,
      what,
      state,
      by,
    }));

describe('the security pages', () => {
  it.each(PAGES)('name only files that exist: %s', (page) => {
    const named = [...read(page).matchAll(/`([A-Za-z.][\w./-]*\.(?:ts|md|json|js))`/g)].map(
      ([, file = '']) => file,
    );
    const linked = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, file = '']) => file);
    const missing = [...named.filter((file) => file.includes('/')), ...linked].filter(
      (file) => !existsSync(join(ROOT, file)),
    );
    expect(missing).toEqual([]);
  });

  it('hold every requirement of levels 1 and 2 once, with a state and its evidence', () => {
    const found = rows();
    expect(new Set(found.map(({ number }) => number)).size).toBe(found.length);
    expect(found.filter(({ level }) => level === '1')).toHaveLength(70);
    expect(found.filter(({ level }) => level === '2')).toHaveLength(183);
    const perChapter = BY_CHAPTER.map(
      (_count, index) => found.filter(({ number }) => number.startsWith(`V${index + 1}.`)).length,
    );
    expect(perChapter).toEqual(BY_CHAPTER);
    for (const { number, state, by, what } of found)
      expect([number, ['met', 'n/a', 'partly', 'not met'].includes(state), by !== '' && what !== '']).toEqual(
        [number, true, true],
      );
  });

  it('state totals that match the rows', () => {
    const found = rows();
    const count = (wanted: string) => found.filter(({ state }) => state === wanted).length;
    expect(read('docs/security/asvs.md')).toContain(
      `${count('met')} met, ${count('n/a')} n/a, ${count('partly')} partly, ${count('not met')} not met.`,
    );
  });
});
