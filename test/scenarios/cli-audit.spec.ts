import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verification } from '../../src/modules/audit/verify/verification.js';
import type { AccessReportAnswer } from '../../src/modules/patient-records/access-report/access-report.answer.js';
import { Config } from '../../src/platform/config/config.js';
import { createLogger } from '../../src/platform/logging/create-logger.js';
import { startServer } from '../../src/start-server.js';
import { tally } from '../support/command-line.js';

const PRACTICE = ['--practice', 'PR-SAMPLE'];

describe('the audit log on the command line', () => {
  let folder: string;
  let file: string;
  const before = { ...process.env };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tally-cli-spec-'));
    file = join(folder, 'audit.ndjson');
    delete process.env['MONGODB_URI'];
    process.env['TALLY_DATA_DIR'] = join(folder, 'data');
    await tally('seed', '--patients', '3');
    await tally('close', ...PRACTICE, '--as-of', '2026-04-05', '--grace-days', '0');
    const { status, out, err } = await tally('audit', 'export', ...PRACTICE);
    expect([status, err]).toEqual([0, '']);
    writeFileSync(file, out);
  }, 120_000);
  afterAll(() => {
    process.env = before;
    rmSync(folder, { recursive: true, force: true });
  });

  async function verify(...more: string[]): Promise<Verification & { status: number }> {
    const { status, out, err } = await tally('audit', 'verify', ...more);
    expect(err).toBe('');
    return { ...(JSON.parse(out) as Verification), status };
  }

  it('is exported and verified without the store', async () => {
    // Two commands wrote, so there are two chains.
    const found = await verify(file);
    expect(found).toMatchObject({
      status: 0,
      practice: 'PR-SAMPLE',
      chains: 2,
      keysKnown: true,
      discrepancies: [],
    });
    expect(found.entries).toBeGreaterThan(10);
  });

  it('is verified in place, by the command alone and through a server', async () => {
    expect(await verify(...PRACTICE)).toMatchObject({ status: 0, keysKnown: true, discrepancies: [] });
    const config = new Config({ TALLY_DATA_DIR: join(folder, 'data'), PORT: '0', TALLY_SCHEDULE: 'off' });
    const server = await startServer({ config, logger: createLogger('silent') });
    try {
      expect(await verify(...PRACTICE)).toMatchObject({ status: 0, discrepancies: [] });
    } finally {
      await server.close();
    }
  });

  it('lists who accessed one patient, and asking is listed the next time', async () => {
    const ask = async (...more: string[]) => {
      const { status, out, err } = await tally(
        'audit',
        'accesses',
        ...PRACTICE,
        '--patient',
        'P00001',
        ...more,
      );
      expect([status, err]).toEqual([0, '']);
      return out;
    };
    const first = JSON.parse(await ask()) as AccessReportAnswer;
    expect(first.items.map(({ action }) => action)).toContain('patients.put');
    expect(first.deliveries.length).toBeGreaterThan(0);
    expect((JSON.parse(await ask()) as AccessReportAnswer).items[0]).toMatchObject({
      action: 'accesses.read',
      actor: { kind: 'job', id: 'tally' },
      inLog: true,
    });
    const [head, ...rows] = (await ask('--csv')).trimEnd().split('\r\n');
    expect(head).toBe(
      'at,actorKind,actor,action,readings,address,agent,reason,emergency,requestId,entryId,inLog',
    );
    expect(rows).toHaveLength(first.items.length + first.deliveries.length + 2);
    expect(JSON.parse(await ask('--to', '2020-01-01'))).toMatchObject({ items: [], deliveries: [] });
    expect(await verify(...PRACTICE)).toMatchObject({ status: 0, accesses: { discrepancies: [], count: 0 } });
  });

  it('exits with status 1 and says what was changed, and where', async () => {
    const text = readFileSync(file, 'utf8');
    const changed = join(folder, 'changed.ndjson');
    writeFileSync(changed, text.replace('"readings.ingest"', '"readings.ingesT"'));
    const found = await verify(changed);
    expect(found.status).toBe(1);
    expect(found.discrepancies).toEqual([
      {
        kind: 'changed',
        writer: expect.stringMatching(/^[0-9a-f]{24}$/),
        seq: expect.any(Number),
        line: expect.any(Number),
        what: 'its content does not match its hash',
        count: 1,
      },
    ]);
  });

  it('says whether the keys were compared, and detects a key other than the named one', async () => {
    process.env['TALLY_DATA_DIR'] = join(folder, 'elsewhere');
    try {
      const found = await verify(file);
      expect(found).toMatchObject({ status: 0, keysKnown: false });
      const [key = ''] = found.publicKeys;
      expect(await verify(file, '--key', key)).toMatchObject({ status: 0, keysKnown: true });
      const other = await verify(file, '--key', 'a'.repeat(64));
      expect(other).toMatchObject({ status: 1, discrepancies: [{ kind: 'foreign-key' }] });
    } finally {
      process.env['TALLY_DATA_DIR'] = join(folder, 'data');
    }
  });

  it('asks what to verify', async () => {
    expect(await tally('audit', 'verify')).toMatchObject({ status: 2, out: '' });
    expect((await tally('audit', 'verify', join(folder, 'none'))).status).toBe(1);
    expect((await tally('audit', 'verify', file, '--key', 'short')).status).toBe(2);
    expect((await tally('audit', 'export', ...PRACTICE, '--from', 'soon')).status).toBe(2);
  });
});
