import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Explanation } from '../../src/domain/charges/explain/explain.js';
import { tally } from '../support/command-line.js';

const FIRST_CHARGE = join(import.meta.dirname, '..', '..', 'examples', 'first-charge');
const PRACTICE = ['--practice', 'FIRST'];
const HEAD =
  'ADDENDUM E. FINAL CY 2026 GEOGRAPHIC PRACTICE COST INDICES,,,,,,,\n' +
  'Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,' +
  '2026 PW GPCI (without 1.0 Floor),2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI\n';
const gpciFile = (wisconsin: string) =>
  `${HEAD}10112,AL,0,ALABAMA,0.966,1.000,0.869,0.575\n06302,WI,0,WISCONSIN,${wisconsin}\n`;

describe('tally rulebook load', () => {
  let folder: string;
  const before = { ...process.env };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tally-cli-spec-'));
    delete process.env['MONGODB_URI'];
    process.env['TALLY_DATA_DIR'] = join(folder, 'data');
    const file = JSON.parse(readFileSync(join(FIRST_CHARGE, 'practice.json'), 'utf8')) as {
      practice: object;
    };
    file.practice = { ...file.practice, locality: { state: 'WI', number: '00' } };
    writeFileSync(join(folder, 'practice.json'), JSON.stringify(file));
    const imported = await tally(
      'import',
      ...['--practice', join(folder, 'practice.json')],
      ...['--readings', join(FIRST_CHARGE, 'readings.ndjson')],
    );
    expect(imported.status).toBe(0);
  });
  afterAll(() => {
    process.env = before;
    rmSync(folder, { recursive: true, force: true });
  });

  const load = (text: string, ...more: string[]) => {
    const path = join(folder, 'release.csv');
    writeFileSync(path, text, 'latin1');
    return tally('rulebook', 'load', path, ...PRACTICE, ...more);
  };
  const amount = async () => {
    const closed = await tally('close', ...PRACTICE, '--as-of', '2026-04-05');
    expect(closed.status).toBe(0);
    const { out } = await tally('explain', 'P1-E1~supply~2026-01-05~99454', ...PRACTICE);
    return (JSON.parse(out) as Explanation).payment.amount;
  };

  it('prices by the locality of a year once its file is loaded, and names the release', async () => {
    expect(await amount()).toMatchObject({
      basis: 'LOCALITY_NOT_LOADED',
      amountCents: 5211,
      release: null,
    });
    const first = await load(gpciFile('0.998,1.000,0.958,0.308'));
    expect([first.status, first.err]).toEqual([0, '']);
    expect(JSON.parse(first.out)).toEqual({
      id: 'gpci-2026-01-01',
      kind: 'gpci',
      release: 'GPCI 2026',
      from: '2026-01-01',
      rows: 2,
      version: 1,
      outcome: 'created',
      replaced: null,
    });
    // The locality example of docs/rules/payment.md.
    expect(await amount()).toMatchObject({ basis: 'locality', amountCents: 4970, release: 'GPCI 2026' });
  });

  it('changes nothing for the same file, and replaces another only if asked to', async () => {
    const again = await load(gpciFile('0.998,1.000,0.958,0.308'));
    expect(JSON.parse(again.out)).toMatchObject({ version: 1, outcome: 'unchanged' });
    const other = await load(gpciFile('0.998,1.000,1.000,0.308'));
    expect([other.status, other.out]).toEqual([1, '']);
    expect(other.err).toContain('Another release (GPCI 2026) is loaded from 2026-01-01');
    expect(await amount()).toMatchObject({ amountCents: 4970 });
    const replaced = await load(
      gpciFile('0.998,1.000,1.000,0.308'),
      '--release',
      'GPCI 2026 v2',
      '--replace',
    );
    expect(JSON.parse(replaced.out)).toMatchObject({
      version: 2,
      outcome: 'updated',
      replaced: 'GPCI 2026',
    });
    expect(await amount()).toMatchObject({ amountCents: 5187, release: 'GPCI 2026 v2' });
  });

  it.each([
    [
      'a row that is not a number',
      gpciFile('0.998,1.000,none,0.308'),
      [],
      'Record 4: column 7 is not a number',
    ],
    ['an index that cannot be one', gpciFile('0.998,1.000,95.8,0.308'), [], 'rows[1].practice'],
    [
      'a locality that appears twice',
      `${gpciFile('1,1,1,1')}06302,WI,0,AGAIN,1,1,1,1\n`,
      [],
      'appears twice',
    ],
    ['a date of another year', gpciFile('1,1,1,1'), ['--from', '2025-01-01'], 'The file is for 2026'],
  ])('refuses as a whole a file with %s', async (_what, text, more, message) => {
    const { status, out, err } = await load(text, '--replace', ...more);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain(message);
    expect(await amount()).toMatchObject({ amountCents: 5187, release: 'GPCI 2026 v2' });
  });

  it('accepts the parts of a PTP release together, but no other kinds', async () => {
    const head =
      'Column 1,Column 2,*=before 1996,Effective Date,Deletion Date *=no data,Modifier,Rationale\n';
    const part = (name: string, rows: string) => {
      writeFileSync(join(folder, name), head + rows);
      return join(folder, name);
    };
    const one = part('f1.csv', '99453,99091,,20260101,*,0,x\n');
    const two = part('f2.csv', '99457,99091,,20260401,*,1,x\n00100,99091,,20260701,*,1,x\n');
    const loaded = await tally('rulebook', 'load', one, two, ...PRACTICE);
    expect([loaded.status, loaded.err]).toEqual([0, '']);
    expect(JSON.parse(loaded.out)).toMatchObject({
      ...{ id: 'ptp-2026-04-01', release: 'NCCI to 2026-04-01', rows: 2 },
    });
    const again = await tally('rulebook', 'load', two, one, ...PRACTICE);
    expect(JSON.parse(again.out)).toMatchObject({ outcome: 'unchanged' });
    writeFileSync(join(folder, 'gpci.csv'), gpciFile('1,1,1,1'));
    const mixed = await tally('rulebook', 'load', one, join(folder, 'gpci.csv'), ...PRACTICE);
    expect([mixed.status, mixed.out]).toEqual([1, '']);
  });

  it('prices `tally run` and single cases with files named on the command line', async () => {
    const file = join(folder, 'release.csv');
    writeFileSync(file, gpciFile('0.998,1.000,0.958,0.308'), 'latin1');
    const out = join(folder, 'out');
    const run = async (...more: string[]) => {
      const ended = await tally(
        'run',
        ...['--practice', join(folder, 'practice.json'), '--out', out, '--as-of', '2026-04-05'],
        ...['--readings', join(FIRST_CHARGE, 'readings.ndjson'), '--time', join(folder, 'time.ndjson')],
        ...more,
      );
      expect([ended.status, ended.err.includes('cannot')]).toEqual([0, false]);
      const lines = readFileSync(join(out, 'charges.ndjson'), 'utf8').trim().split('\n');
      return lines
        .map((line) => JSON.parse(line) as { code: string; expectedAmountCents: number })
        .find(({ code }) => code === '99454')?.expectedAmountCents;
    };
    writeFileSync(join(folder, 'time.ndjson'), '');
    expect(await run()).toBe(5211);
    expect(await run('--cms-file', file)).toBe(4970);

    const visit = JSON.parse(
      readFileSync(join(import.meta.dirname, '..', '..', 'examples', 'telehealth', 'visits.json'), 'utf8'),
    ) as { input: object }[];
    const priced = visit.map((one) => ({
      ...one,
      input: { ...one.input, locality: { state: 'WI', number: '00' } },
    }));
    writeFileSync(join(folder, 'visits.json'), JSON.stringify(priced));
    const assess = async (...more: string[]) => {
      const { out } = await tally('assess', '--kind', 'telehealth', join(folder, 'visits.json'), ...more);
      const [first] = out.split('\n');
      return (JSON.parse(first ?? '') as { payment: object }).payment;
    };
    expect(await assess()).toMatchObject({ amount: 135.61, geography: 'LOCALITY_NOT_LOADED' });
    expect(await assess('--cms-file', file)).toMatchObject({ geography: 'WI-00', release: 'GPCI 2026' });
  });

  it('reports a practice that does not exist', async () => {
    const path = join(folder, 'release.csv');
    writeFileSync(path, gpciFile('1,1,1,1'));
    const { status, err } = await tally('rulebook', 'load', path, '--practice', 'NOBODY');
    expect(status).toBe(1);
    expect(err).toContain('is not set up yet');
  });
});
