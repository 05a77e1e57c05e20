import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { instant } from '../../src/domain/time/instant.js';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { TimeEntriesRepository } from '../../src/modules/time-tracking/entries/time-entries.repository.js';
import { Config } from '../../src/platform/config/config.js';
import { createLogger } from '../../src/platform/logging/create-logger.js';
import { startServer, type RunningServer } from '../../src/start-server.js';
import { tally } from '../support/command-line.js';
import { storedCollection } from '../support/stored-collection.js';

const PRACTICE_ID = 'PR-SAMPLE';
const PRACTICE = ['--practice', PRACTICE_ID];

describe('one patient’s record on the command line', () => {
  let folder: string;
  const before = { ...process.env };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tally-cli-spec-'));
    delete process.env['MONGODB_URI'];
    process.env['TALLY_DATA_DIR'] = join(folder, 'data');
    await tally('seed', '--patients', '3');
    await tally('seed', '--patients', '3', '--out', join(folder, 'files'));
  }, 120_000);
  afterAll(() => {
    process.env = before;
    rmSync(folder, { recursive: true, force: true });
  });

  const of = (id: string) => [...PRACTICE, '--patient', id];
  const exported = async (id: string) => {
    const { status, out, err } = await tally('patient', 'export', ...of(id), '--reason', 'legal');
    expect([status, err]).toEqual([0, '']);
    return out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { collection?: string; document?: object; counts?: object });
  };
  const erase = (id: string) => tally('patient', 'erase', ...of(id), '--reason', 'asked for');

  async function serving<T>(work: (server: RunningServer) => Promise<T>): Promise<T> {
    const config = new Config({ TALLY_DATA_DIR: join(folder, 'data'), PORT: '0', TALLY_SCHEDULE: 'off' });
    const server = await startServer({ config, logger: createLogger('silent') });
    try {
      return await work(server);
    } finally {
      await server.close();
    }
  }

  it('is exported completely, decrypted, for one of the listed reasons', async () => {
    const lines = await exported('P00001');
    const [patient] = lines;
    expect(patient).toMatchObject({ collection: 'patients', document: { id: 'P00001' } });
    expect((patient?.document as { mrn: string }).mrn).not.toContain(':');
    const counted: Record<string, number> = {};
    for (const { collection } of lines.slice(0, -1))
      if (collection !== undefined) counted[collection] = (counted[collection] ?? 0) + 1;
    expect(lines.at(-1)).toEqual({ complete: true, counts: counted });
    expect(counted['readings']).toBeGreaterThan(10);
    const wrong = await tally('patient', 'export', ...of('P00001'), '--reason', 'curiosity');
    expect([wrong.status, wrong.out]).toEqual([2, '']);
    const nobody = await tally('patient', 'export', ...of('nobody'));
    expect([nobody.status, nobody.out]).toEqual([1, '']);
  });

  it('is erased entirely if nothing has to be kept, and again with the same answer', async () => {
    const { status, out, err } = await erase('P00003');
    expect([status, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({
      patientId: 'P00003',
      erasure: { state: 'swept', mode: 'whole', reason: 'asked for' },
    });
    expect((await erase('P00003')).out).toBe(out);
    expect((await exported('P00003')).at(-1)).toEqual({ complete: true, counts: { patients: 1 } });
    expect(await erase('nobody')).toMatchObject({ status: 1, out: '' });
    expect((await tally('patient', 'erase', ...of('P00001'))).status).toBe(2);
  });

  it('is not restored by an import, which accepts everyone else', async () => {
    const file = (name: string) => join(folder, 'files', name);
    const { status, out, err } = await tally(
      'import',
      ...['--practice', file('practice.json')],
      ...['--readings', file('readings.ndjson')],
      ...['--time', file('time.ndjson')],
    );
    expect([status, err.includes('duplicate')]).toEqual([0, true]);
    const printed = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { status: string; reason: string });
    expect(printed[0]).toEqual({ patientId: 'P00003', status: 'rejected', reason: 'erased' });
    // In addition to the faults in the sample itself.
    expect(printed.map((line) => `${line.status} ${line.reason}`)).toEqual(
      expect.arrayContaining(['quarantined unassigned_device', 'rejected unknown_patient']),
    );
    expect((await exported('P00003')).at(-1)).toEqual({ complete: true, counts: { patients: 1 } });
  });

  it('is kept while evidence must be, with the date, and is listed once that has passed', async () => {
    await tally('close', ...PRACTICE, '--as-of', '2026-04-05', '--grace-days', '0');
    const kept = await erase('P00001');
    expect([kept.status, kept.out]).toEqual([1, '']);
    expect(kept.err).toMatch(/Evidence must be kept until 2036-\d\d-\d\d\.\n {2}P00001-E1~\S+: charge kept/);
    expect(JSON.parse((await tally('retention', 'due', ...PRACTICE)).out)).toEqual({ items: [] });
    await serving(async ({ app }) => {
      const long = { kind: 'supply', charges: [{ id: 'x', status: 'exported', decisions: [] }] };
      await storedCollection(app, 'chargeSources').deleteMany({
        practiceId: PRACTICE_ID,
        patientId: 'P00002',
      });
      await storedCollection(app, 'chargeSources').insertOne({
        ...{ _id: `${PRACTICE_ID}:x`, practiceId: PRACTICE_ID, id: 'x', patientId: 'P00002', version: 1 },
        charges: long.charges.map((charge) => ({ ...charge, terms: { dateOfService: '2010-02-03' } })),
      });
      // Through the socket of the server that holds the store.
      expect(JSON.parse((await tally('retention', 'due', ...PRACTICE)).out)).toEqual({
        items: [{ patientId: 'P00002', keptUntil: '2020-02-03' }],
      });
      const erased = await erase('P00002');
      expect(JSON.parse(erased.out)).toMatchObject({ erasure: { mode: 'deidentified' } });
    });
    expect(JSON.parse((await tally('retention', 'due', ...PRACTICE)).out)).toEqual({ items: [] });
  });

  it('reencrypts an unfinished correction with the rest', async () => {
    const id = await serving(async ({ app }) => {
      const principal = jobPrincipal(PRACTICE_ID);
      const repository = app.get(TimeEntriesRepository);
      const [entry] = await repository.page(principal, {
        ...{ patientId: 'P00001', from: null, to: null, after: null, limit: 1 },
      });
      if (!entry) throw new Error('the sample has time');
      // As left by a process that dies between the two writes of a correction.
      const replacement = { ...entry, id: 'C1', key: 'c:1', note: 'a note', participants: ['a daughter'] };
      await repository.supersede(principal, entry.id, {
        ...{ by: 'C1', at: instant(0), reason: 'wrong', replacement },
      });
      return entry.id;
    });
    for (const command of ['rotate', 'reencrypt']) expect((await tally('keys', command)).status).toBe(0);
    await serving(async ({ app }) => {
      const connection = app.get<Connection>(getConnectionToken());
      const stored = await connection
        .model('timeEntries')
        .collection.findOne({ _id: `${PRACTICE_ID}:${id}` } as never);
      const { note, participants } = (stored as unknown as { replacement: Record<string, string> })
        .replacement;
      expect([note?.slice(0, 3), participants?.slice(0, 3)]).toEqual(['k2:', 'k2:']);
      const [pending] = await app.get(TimeEntriesRepository).pendingReplacements(jobPrincipal(PRACTICE_ID));
      expect(pending?.replacement).toMatchObject({ note: 'a note', participants: ['a daughter'] });
    });
  });
});
