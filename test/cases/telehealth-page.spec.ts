import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tally } from '../support/command-line.js';

const ROOT = join(import.meta.dirname, '..', '..');
const BLOCK =
  /<!-- tally assess telehealth -->\n+```json\n([\s\S]*?)\n```\n+<!-- \/tally assess telehealth -->/;

describe('docs/telehealth.md', () => {
  it('shows what the telehealth example prints', async () => {
    const page = readFileSync(join(ROOT, 'docs', 'telehealth.md'), 'utf8');
    const file = join(ROOT, 'examples', 'telehealth', 'visits.json');
    const printed = await tally('assess', '--kind', 'telehealth', file);
    expect([printed.status, printed.err]).toEqual([0, '']);
    expect(BLOCK.exec(page)?.[1]).toBe(printed.out.trim());
  });
});
