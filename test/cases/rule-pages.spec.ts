import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../src/domain/rulebook/rules.js';
import { SOURCES } from '../../src/domain/rulebook/sources.js';

const ROOT = join(import.meta.dirname, '..', '..');
const page = (name: string): string => readFileSync(join(ROOT, 'docs', 'rules', `${name}.md`), 'utf8');

/** Ids such as R20 and T6.4 in a text. */
const idsIn = (text: string): Set<string> => new Set(text.match(/\b[RT]\d+(?:\.\d+)*\b/g));

/** The comments of a source file. Good enough for ours: no string holds a comment mark before an id. */
const commentsIn = (code: string): string => (code.match(/\/\*[\s\S]*?\*\/|\/\/.*/g) ?? []).join('\n');

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
  .map((name) => join('src', name));

describe('docs/rules', () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))('explains rule %s on its page', (id, rule) => {
    const text = page(rule.page);
    expect(/^[RT]\d/.test(id) ? idsIn(text).has(id) : text.includes(id)).toBe(true);
  });

  it('indexes every rule with its title and page', () => {
    const rows = page('README')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .filter(([, id]) => RULES.some((rule) => rule.id === id))
      .map(([, id, title, link]) => `${id} ${title} ${link}`);
    const expected = RULES.map((rule) => `${rule.id} ${rule.title} [${rule.page}](${rule.page}.md)`);
    expect(rows.sort()).toEqual(expected.sort());
  });

  it('holds every rule that a comment in the code cites', () => {
    const known = new Set(RULES.map(({ id }) => id));
    const unknown = sources.flatMap((file) =>
      [...idsIn(commentsIn(readFileSync(join(ROOT, file), 'utf8')))]
        .filter((id) => !known.has(id))
        .map((id) => `${file}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });

  it.each(SOURCES.map((source) => [source.id, source] as const))('lists source %s', (id, { urls }) => {
    const line = page('sources')
      .split('\n')
      .find((each) => each.startsWith(`- **${id}**`));
    expect(line).toBeDefined();
    for (const url of urls) expect(line).toContain(url);
  });
});
