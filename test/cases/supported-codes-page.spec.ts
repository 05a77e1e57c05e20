import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tally } from '../support/command-line.js';

const BLOCK = /<!-- tally rulebook -->\n([\s\S]*?)\n<!-- \/tally rulebook -->/;

/** The cells of a Markdown table, without its padding and the line below its header. */
function cells(markdown: string): string[][] {
  return markdown
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[|\s:-]+$/.test(line))
    .map((line) => line.replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim())); // prettier-ignore
}

describe('docs/supported-codes.md', () => {
  it('holds the table that `tally rulebook` prints', async () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'supported-codes.md'), 'utf8');
    const printed = await tally('rulebook');
    expect([printed.status, printed.err]).toEqual([0, '']);
    const rows = cells(printed.out);
    expect(rows.length).toBeGreaterThan(30);
    expect(cells(BLOCK.exec(page)?.[1] ?? '')).toEqual(rows);
  });
});
