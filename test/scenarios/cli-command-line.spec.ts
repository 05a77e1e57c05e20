import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { tally } from '../support/command-line.js';

const root = join(import.meta.dirname, '..', '..');
const cases = JSON.parse(readFileSync(join(root, 'test/cases/data/monitoring-cases.json'), 'utf8')) as {
  id: string;
}[];

describe('the command line', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tally-line-spec-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const assessed = async (text: string) => {
    const file = join(folder, 'cases.json');
    writeFileSync(file, text);
    const { status, out } = await tally('assess', '--kind', 'monitoring', file);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    return { status, lines };
  };

  it('assesses a file in order, one object per line', async () => {
    const { status, lines } = await assessed(JSON.stringify(cases));
    expect(status).toBe(0);
    expect(lines.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
    for (const line of lines)
      expect(Object.keys(line)).toEqual(expect.arrayContaining(['codes', 'notBilled']));
  });

  it('names the path of what does not parse, continues, and exits with status 1', async () => {
    const [first] = cases;
    const bad = { ...first, id: 'BAD', input: { patient: { id: 'P', timezone: 'nowhere' } } };
    const { status, lines } = await assessed(JSON.stringify([bad, 7, first]));
    expect(status).toBe(1);
    expect(lines).toMatchObject([
      { id: 'BAD', error: { path: 'input.patient.timezone' } },
      { id: null, error: { path: '' } },
      { id: first?.id, codes: expect.any(Array) as unknown },
    ]);
  });

  it('parks a case dated after the verified rules, and charges nothing', async () => {
    const moved = JSON.stringify([cases[0]]).replaceAll('2025-', '2031-');
    const { status, lines } = await assessed(moved);
    expect(status).toBe(0);
    expect(lines).toMatchObject([{ codes: [], parked: 'rules-not-verified' }]);
  });

  it('refuses an interval that ends before it starts', async () => {
    const one = structuredClone(cases.find(({ id }) => id === 'RPM-043')) as unknown as {
      input: { timeEntries: { end: string }[] };
    };
    one.input.timeEntries[0]!.end = '2025-01-01T00:00:00';
    const { status, lines } = await assessed(JSON.stringify([one]));
    expect([status, lines[0]?.['error']]).toEqual([
      1,
      { path: 'input.timeEntries.0.end', message: 'must not be before start' },
    ]);
  });

  it.each([
    [['bogus'], 2],
    [['run'], 2],
    [['assess', '--kind', 'astrology', 'x'], 2],
    [['close', '--practice', 'P', '--as-of', '2026-02-30'], 2],
    [['assess', '--kind', 'monitoring', '/does/not/exist'], 1],
    [['run', '--practice', '/no', '--readings', '/no', '--time', '/no', '--out', '/no'], 1],
    [['--help'], 0],
    [['close', '--help'], 0],
  ])('%j ends with status %i', async (args, status) => {
    expect((await tally(...args)).status).toBe(status);
  });

  it('prints only the result of a command on standard output', async () => {
    const { out, err } = await tally('rulebook');
    expect(out).toMatch(/^\| Code/);
    expect(err).toBe('');
  });

  it('assesses without the server and the database', () => {
    // What a module imports when it loads. Type imports are erased by then.
    const seen = new Set<string>();
    const packages = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = readFileSync(file, 'utf8');
      for (const [, from = ''] of text.matchAll(/^(?:import|export)\s+(?!type)[^;]*?from '([^']+)'/gm)) {
        if (from.startsWith('.')) visit(resolve(dirname(file), from).replace(/\.js$/, '.ts'));
        else packages.add(from);
      }
    };
    visit(join(root, 'src/cli/assess/assess-cases.ts'));
    visit(join(root, 'src/cli/main.ts'));
    expect(seen.size).toBeGreaterThan(40);
    const ours = [...packages].filter((name) => !name.startsWith('node:')).sort();
    expect(ours).toEqual(['commander', 'luxon', 'zod']);
  });
});
