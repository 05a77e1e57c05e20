import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tally } from '../support/command-line.js';
import { recount, type OraclePractice } from '../support/oracle.js';

const AS_OF = '2026-03-10';

interface Row {
  patientId: string;
  code: string;
  units: number;
  modifiers: string[];
  dateOfService: string;
  expectedAmountCents: number;
}

describe('a run over files', () => {
  let folder: string;
  const file = (name: string): string => join(folder, name);
  const text = (name: string): string => readFileSync(file(name), 'utf8');
  const rows = <T>(name: string): T[] =>
    text(name)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  const run = (out: string, practice = 'practice.json') =>
    tally(
      'run',
      ...['--practice', file(practice)],
      ...['--readings', file('readings.ndjson'), '--time', file('time.ndjson')],
      ...['--as-of', AS_OF, '--out', file(out)],
    );

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tally-run-spec-'));
    await tally('seed', '--patients', '40', '--seed', '7', '--out', folder);
    await run('out');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives the charges, rejections and quarantine of an independent recount', () => {
    const answer = recount({
      practice: JSON.parse(text('practice.json')) as OraclePractice,
      readings: text('readings.ndjson').split('\n'),
      time: text('time.ndjson').split('\n'),
      asOf: AS_OF,
    });
    const charge = (one: Omit<Row, 'expectedAmountCents'>): string =>
      [one.patientId, one.dateOfService, one.code, one.units, ...one.modifiers].join(' ');
    const line = (one: { file: string; line: number }): string => `${one.file}:${one.line}`;
    expect(answer.charges.length).toBeGreaterThan(100);
    expect(answer.rejected.length).toBeGreaterThan(5);
    expect(answer.quarantined.length).toBeGreaterThan(5);
    expect(rows<Row>('out/charges.ndjson').map(charge).sort()).toEqual(answer.charges.map(charge).sort());
    type Line = { file: string; line: number };
    expect(rows<Line>('out/rejected.ndjson').map(line).sort()).toEqual(answer.rejected.map(line).sort());
    expect(rows<Line>('out/quarantined.ndjson').map(line).sort()).toEqual(
      answer.quarantined.map(line).sort(),
    );
  });

  it('prices by the locality of the practice', async () => {
    const practice = JSON.parse(text('practice.json')) as { practice: Record<string, unknown> };
    practice.practice['locality'] = { state: 'AL', number: 0 };
    writeFileSync(file('local.json'), JSON.stringify(practice));
    await run('local', 'local.json');
    const of2025 = (out: string) =>
      rows<Row>(`${out}/charges.ndjson`).filter(
        ({ code, dateOfService }) => code === '99457' && dateOfService < '2026',
      );
    expect(new Set(of2025('out').map((row) => row.expectedAmountCents))).toEqual(new Set([4787]));
    expect(new Set(of2025('local').map((row) => row.expectedAmountCents))).toEqual(new Set([4381]));
  });

  it('writes nothing if the practice file is invalid, and names its faults', async () => {
    writeFileSync(file('bad.json'), '{"practice":{"id":"P","timezone":"Nowhere/Land"},"patients":[{}]}');
    const { status, out, err } = await run('bad', 'bad.json');
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('practice.timezone');
    expect(err).toContain('patients[0].patient');
  });
});
