import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { WalkReport } from '../../src/cli/keys/change-keys.js';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { PatientsService } from '../../src/modules/patients/patients.service.js';
import { patientContent, type PatientInput } from '../../src/modules/patients/record/patient.input.js';
import { payerContent } from '../../src/modules/practices/payers/payer.input.js';
import { PracticesService } from '../../src/modules/practices/practices.service.js';
import { Config } from '../../src/platform/config/config.js';
import { openSqlite } from '../../src/platform/database/embedded/store/sqlite.js';
import { createLogger } from '../../src/platform/logging/create-logger.js';
import { startServer, type RunningServer } from '../../src/start-server.js';
import { tally } from '../support/command-line.js';
import { ensureBuild, ReportingChild } from './support/child-process.js';
import { say } from './support/fault-seed.js';

const PATIENTS = 2_000;
/** MRN, two names, birth date, phone, address, two member ids. */
const VALUES_EACH = 8;
const KILLS = 4;
const TOGETHER = 200;
const ROOT = join(import.meta.dirname, '..', '..');
const PRINCIPALS = [jobPrincipal('north'), jobPrincipal('south')] as const;

describe(`keys over ${PATIENTS} patients of two practices`, () => {
  let folder: string;
  let server: RunningServer | undefined;
  const before = { ...process.env };
  beforeAll(async () => {
    ensureBuild();
    folder = mkdtempSync(join(tmpdir(), 'tally-keys-'));
    delete process.env['MONGODB_URI'];
    process.env['TALLY_DATA_DIR'] = folder;
    await start();
    const payer = { id: 'PAYER', ...payerContent.parse({ name: 'Payer', type: 'commercial' }) };
    for (const principal of PRINCIPALS) await server?.app.get(PracticesService).putPayer(principal, payer);
    for (let index = 0; index < PATIENTS; index += TOGETHER)
      await Promise.all(
        Array.from({ length: TOGETHER }, (_, offset) => put(patient(index + offset, '555 010 0000'))),
      );
    await stop();
  }, 240_000);
  afterAll(async () => {
    await stop();
    process.env = before;
    rmSync(folder, { recursive: true, force: true });
  });

  it('survive any number of kills while they change, and everything stays readable', async () => {
    const rotated = await run<{ current: string; lookup: string }>('rotate');
    expect(rotated).toEqual({ current: 'k2', lookup: 'k1', keys: ['k1', 'k2'] });
    expect((await tally('keys', 'retire', 'k1')).status).toBe(1);
    const left: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const stale = staleDocuments('k1');
      const child = new ReportingChild([
        process.execPath,
        join(ROOT, 'bin', 'tally.js'),
        'keys',
        'reencrypt',
      ]);
      // Somewhere after the first page it wrote.
      while (child.exitCode === null && staleDocuments('k1') === stale) await pause(20);
      await pause(kill * 3);
      await child.kill();
      left.push(staleDocuments('k1'));
    }
    say(`keys: ${left.join(', ')} of ${PATIENTS} documents were left after the kills`);
    expect(left.filter((count) => count > 0 && count < PATIENTS).length).toBeGreaterThan(0);
    const mixed = await run<WalkReport>('status');
    expect(mixed).toMatchObject({ unreadable: 0, stale: VALUES_EACH * (left.at(-1) ?? 0) });
    const ended = await run<WalkReport>('reencrypt');
    expect(ended).toMatchObject({ byKey: { k2: VALUES_EACH * PATIENTS }, stale: 0, unreadable: 0 });
    expect(await run<WalkReport>('reencrypt')).toMatchObject({ rewritten: 0, byKey: ended.byKey });
    await expectFound(7, '555 010 0000');
  }, 240_000);

  it('change under a running server without losing an edit', async () => {
    await start();
    const phones = new Map<number, string>();
    let isDone = false;
    const edits = Array.from({ length: 4 }, async (_, worker) => {
      for (let round = 0; !isDone; round += 1) {
        const index = worker + 4 * (round % 50);
        const phone = `555 020 ${String(round).padStart(4, '0')}`;
        await put(patient(index, phone));
        phones.set(index, phone);
      }
    });
    expect(await run('rotate')).toMatchObject({ current: 'k3' });
    const report = await run<WalkReport>('reencrypt');
    isDone = true;
    await Promise.all(edits);
    expect(report).toMatchObject({ stale: 0, unreadable: 0 });
    expect(report.rewritten).toBeGreaterThan(PATIENTS / 2);
    expect(await run('status')).toMatchObject({ byKey: { k3: VALUES_EACH * PATIENTS }, stale: 0 });
    say(`keys: ${phones.size} patients were edited while ${report.rewritten} documents were rewritten`);
    for (const [index, phone] of phones) await expectFound(index, phone);
    // A key that nothing needs anymore can also be removed under the running server.
    expect(await run('retire', 'k2')).toEqual({ current: 'k3', lookup: 'k1', keys: ['k1', 'k3'] });
    await put(patient(5, '555 030 0000'));
    await stop();
    await expectFound(5, '555 030 0000');
  }, 240_000);

  it('are kept while needed, and named if missing', async () => {
    for (const [id, reason] of [
      ['k3', 'current key'],
      ['k1', 'search hashes'],
      ['k9', 'no key'],
    ] as const) {
      const { status, err } = await tally('keys', 'retire', id);
      expect([status, err]).toEqual([1, expect.stringContaining(reason)]);
    }
    await run('rotate');
    const { status, err } = await tally('keys', 'retire', 'k3');
    expect([status, err]).toEqual([
      1,
      expect.stringContaining(`${VALUES_EACH * PATIENTS} values are encrypted with k3`),
    ]);
    expect(Object.keys(JSON.parse(readFileSync(join(folder, 'tally.keys.json'), 'utf8')).keys)).toEqual([
      'k1',
      'k3',
      'k4',
    ]);
  }, 60_000);

  async function start(): Promise<void> {
    const config = new Config({ TALLY_DATA_DIR: folder, PORT: '0', TALLY_SCHEDULE: 'off' });
    server = await startServer({ config, logger: createLogger('error', { write: () => undefined }) });
  }

  async function stop(): Promise<void> {
    await server?.close();
    server = undefined;
  }

  async function put(input: PatientInput): Promise<void> {
    const service = server?.app.get(PatientsService);
    const principal = PRINCIPALS[Number(input.id.slice(1)) % 2] ?? PRINCIPALS[0];
    await service?.put(principal, input);
  }

  async function run<T>(...args: string[]): Promise<T> {
    const { status, out, err } = await tally('keys', ...args);
    if (status !== 0) throw new Error(`keys ${args.join(' ')} ended with ${status}: ${err}`);
    return JSON.parse(out) as T;
  }

  /** Finds a patient by the hash of the MRN, with the latest phone number. */
  async function expectFound(index: number, phone: string): Promise<void> {
    const isOwn = server === undefined;
    if (isOwn) await start();
    const principal = PRINCIPALS[index % 2] ?? PRINCIPALS[0];
    const found = await server?.app
      .get(PatientsService)
      .search(principal, { mrn: `MRN-${index}` }, { after: null, limit: 5 });
    expect(found?.patients.map(({ id, phone: stored }) => [id, stored])).toEqual([[`P${index}`, phone]]);
    if (isOwn) await stop();
  }

  function staleDocuments(key: string): number {
    const database = openSqlite(join(folder, 'tally.db'), { readOnly: true });
    try {
      const [row] = database
        .prepare(`SELECT count(*) AS n FROM "c:patients" WHERE json_extract(doc, '$.mrn') LIKE '${key}:%'`)
        .all();
      return Number(Object.values(row ?? {})[0] ?? -1);
    } finally {
      database.close();
    }
  }
});

function patient(index: number, phone: string): PatientInput {
  const cover = { payerId: 'PAYER', priorAuthNumber: null };
  const content = patientContent.parse({
    mrn: `MRN-${index}`,
    name: { family: `Family${index}`, given: `Given${index}` },
    birthDate: '1950-02-28',
    phone,
    address: { line1: `${index} Road`, line2: null, city: 'Town', state: 'IL', postalCode: '60601' },
    zones: [{ zone: 'America/Chicago', from: null }],
    coverage: [
      { ...cover, memberId: `A${index}`, from: '2024-01-01', to: '2024-12-31' },
      { ...cover, memberId: `B${index}`, from: '2025-01-01', to: null },
    ],
  });
  return { ...content, id: `P${index}` };
}
