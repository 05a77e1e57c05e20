import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tally } from '../support/command-line.js';

const ROOT = join(import.meta.dirname, '..', '..');
const BLOCK =
  /<!-- tally assess telehealth -->\n+```json\n([\s\S]*?)\n```\n+<!-- \/tally assess telehealth -->/;

describe('README', () => {
  it('shows what the telehealth example prints', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const file = join(ROOT, 'examples', 'telehealth', 'visits.json');
    const printed = await tally('assess', '--kind', 'telehealth', file);
    expect([printed.status, printed.err]).toEqual([0, '']);
    expect(BLOCK.exec(readme)?.[1]).toBe(printed.out.trim());
  });
});
