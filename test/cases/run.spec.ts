import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFiles, type RunSummary } from '../../src/cli/run/run-practice.js';
import { localDate } from '../../src/domain/time/local-date.js';

interface Charge {
  patientId: string;
  code: string;
  units: number;
  modifiers?: string[];
  dateOfService: string;
}
interface Line {
  file: string;
  line: number;
}

const data = join(import.meta.dirname, 'data', 'run');
const expected = JSON.parse(readFileSync(join(data, 'expected.json'), 'utf8')) as {
  asOf: string;
  charges: Charge[];
  rejected: Line[];
};

const chargeKey = ({ patientId, code, units, modifiers = [], dateOfService }: Charge): string =>
  [patientId, dateOfService, code, units, ...modifiers].join(' ');
const lineKey = ({ file, line }: Line): string => `${file}:${line}`;

describe('the worked practice, from its files', () => {
  let root: string;
  let summary: RunSummary;
  const realTmp = process.env['TMPDIR'];

  const runInto = (name: string): Promise<RunSummary> =>
    runFiles({
      cmsFiles: [],
      practice: join(data, 'practice.json'),
      readings: join(data, 'readings.ndjson'),
      time: join(data, 'time.ndjson'),
      asOf: localDate(expected.asOf),
      out: join(root, name),
    });
  const lines = <T>(name: string): T[] =>
    readFileSync(join(root, 'out', name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'tally-run-spec-'));
    process.env['TMPDIR'] = root;
    summary = await runInto('out');
  });
  afterAll(() => {
    if (realTmp === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = realTmp;
    rmSync(root, { recursive: true, force: true });
  });

  it('gives exactly the expected charges', () => {
    const charges = lines<Charge>('charges.ndjson').map(chargeKey).sort();
    expect(charges).toEqual(expected.charges.map(chargeKey).sort());
    expect(summary.charges).toBe(expected.charges.length);
  });

  it('rejects exactly the expected lines, each with a reason', () => {
    const rejected = lines<Line & { reason: string }>('rejected.ndjson');
    expect(rejected.map(lineKey).sort()).toEqual(expected.rejected.map(lineKey).sort());
    expect(rejected.every(({ reason }) => /^[a-z0-9_]+$/.test(reason))).toBe(true);
  });

  it('explains each charge by the evidence that it was counted from', () => {
    interface Explained extends Charge {
      days: number | null;
      minutes: number | null;
      expectedAmountCents: number | null;
      servicePeriod: { start: string; end: string };
      explanation: { consent: { date: string }; minutes: { slices: { seconds: number }[] } | null };
    }
    const charges = lines<Explained>('charges.ndjson');
    for (const charge of charges) {
      expect(charge.expectedAmountCents).toBeGreaterThan(0);
      expect(charge.servicePeriod.start <= charge.servicePeriod.end).toBe(true);
      expect(charge.explanation.consent.date <= charge.dateOfService).toBe(true);
      const { slices } = charge.explanation.minutes ?? { slices: [] };
      const seconds = slices.reduce((sum, slice) => sum + slice.seconds, 0);
      if (charge.minutes !== null) expect(charge.minutes).toBe(Math.floor(seconds / 60));
    }
    expect(charges.some(({ minutes }) => minutes !== null)).toBe(true);
  });

  it('gives each code that was not charged its reason and period', () => {
    const rows = lines<{ code: string; reason: string; servicePeriod: object }>('not-billed.ndjson');
    expect(rows.length).toBe(summary.notBilled);
    expect(rows.every(({ code, reason, servicePeriod }) => code && reason && servicePeriod)).toBe(true);
  });

  it('writes charges.csv with a line a charge, as RFC 4180 says', () => {
    const csv = readFileSync(join(root, 'out', 'charges.csv'), 'utf8');
    expect(csv.endsWith('\r\n')).toBe(true);
    expect(csv.split('\r\n')).toHaveLength(expected.charges.length + 2);
    expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('writes the same bytes again, and leaves nothing behind but its folder', async () => {
    await runInto('again');
    for (const name of readdirSync(join(root, 'out')))
      expect(readFileSync(join(root, 'again', name)).equals(readFileSync(join(root, 'out', name)))).toBe(
        true,
      );
    expect(readdirSync(root).sort()).toEqual(['again', 'out']);
    expect(readdirSync(join(root, 'out')).sort()).toEqual([
      'charges.csv',
      'charges.ndjson',
      'not-billed.ndjson',
      'quarantined.ndjson',
      'rejected.ndjson',
    ]);
  });
});
