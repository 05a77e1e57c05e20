import { CODES } from './codes.js';
import { RULE_TABLE } from './data/rule-table.js';
import { RULES } from './rules.js';
import { isReadable, sourceById, SOURCES } from './sources.js';

const once = (ids: readonly string[]) => expect(new Set(ids).size).toBe(ids.length);

describe('the tables of the rulebook', () => {
  it('list each code, rule and source once', () => {
    once(CODES.map(({ code }) => code));
    once(RULES.map(({ id }) => id));
    once(SOURCES.map(({ id }) => id));
  });

  it.each(SOURCES.map((source) => [source.id, source] as const))(
    'give source %s a title and a page to open',
    (id, { title, urls }) => {
      expect(title).not.toBe('');
      expect(urls.length > 0).toBe(isReadable(id));
      for (const url of urls) expect(new URL(url).protocol).toMatch(/^https?:$/);
    },
  );

  it('name a known source for each code and rule', () => {
    for (const { source } of CODES) expect(sourceById(source).id).toBe(source);
    for (const { rules } of RULE_TABLE)
      for (const { sources } of rules)
        for (const source of sources) expect(sourceById(source).id).toBe(source);
  });
});
