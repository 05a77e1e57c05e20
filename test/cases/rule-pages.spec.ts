import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../src/domain/rulebook/rules.js';

const PAGES = join(import.meta.dirname, '..', '..', 'docs', 'rules');

describe('rule references', () => {
  it.each([...new Set(RULES.map(({ page }) => page))])('open the page %s', (page) => {
    expect(existsSync(join(PAGES, `${page}.md`))).toBe(true);
  });
});
