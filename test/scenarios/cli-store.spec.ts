import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloseReport } from '../../src/modules/billing/billing.options.js';
import type { BackupManifest } from '../../src/modules/operations/backup/backup-manifest.js';
import { Config } from '../../src/platform/config/config.js';
import { openDatabase } from '../../src/platform/database/database.js';
import { startServer, type RunningServer } from '../../src/start-server.js';
import { tally } from '../support/command-line.js';

const PRACTICE = ['--practice', 'PR-SAMPLE'];
const CLOSE = ['close', ...PRACTICE, '--as-of', '2026-04-05', '--grace-days', '0'];

describe('commands over a store', () => {
  let folder: string;
  let dataDir: string;
  const before = { ...process.env };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tally-cli-spec-'));
    dataDir = join(folder, 'data');
    delete process.env['MONGODB_URI'];
    process.env['TALLY_DATA_DIR'] = dataDir;
    await tally('seed', '--patients', '6');
  });
  afterAll(() => {
    process.env = before;
    rmSync(folder, { recursive: true, force: true });
  });

  const closed = async (...more: string[]): Promise<CloseReport> => {
    const { status, out, err } = await tally(...CLOSE, ...more);
    expect([status, err]).toEqual([0, '']);
    return JSON.parse(out) as CloseReport;
  };

  it('changes nothing in a dry run, closes, and has nothing to do the second time', async () => {
    const dry = await closed('--dry-run');
    const first = await closed();
    const second = await closed();
    expect(first.counts.created).toBeGreaterThan(10);
    expect(dry.counts).toEqual(first.counts);
    expect(second.counts).toMatchObject({ created: 0, written: 0 });
    expect(second.digest).toBe(first.digest);
  });

  it('changes nothing when the same files are imported again', async () => {
    await tally('seed', '--patients', '6', '--out', join(folder, 'files'));
    const file = (name: string) => join(folder, 'files', name);
    const again = await tally(
      'import',
      ...['--practice', file('practice.json')],
      ...['--readings', file('readings.ndjson')],
      ...['--time', file('time.ndjson')],
    );
    expect(again.status).toBe(0);
    expect(again.err).not.toContain('accepted');
    expect((await closed()).counts.written).toBe(0);
  });

  it('reports by file and line each line that was not accepted', async () => {
    const practice = join(folder, 'small.json');
    const readings = join(folder, 'small.ndjson');
    writeFileSync(
      practice,
      JSON.stringify({ practice: { id: 'PR-2', timezone: 'America/Chicago' }, patients: [] }),
    );
    writeFileSync(readings, '\nnull\n{"source":"g"\n');
    const { out, status } = await tally('import', '--practice', practice, '--readings', readings);
    expect(status).toBe(0);
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(rows).toMatchObject([
      { file: 'small.ndjson', line: 2, status: 'rejected' },
      { file: 'small.ndjson', line: 3, status: 'rejected', reason: 'not_json' },
    ]);
  });

  it('explains a charge, and says so if it does not exist', async () => {
    const { changes } = await closed('--dry-run');
    expect(changes).toEqual([]);
    const known = await tally('explain', 'P00001-E1~set-up~1~99453', ...PRACTICE);
    expect(JSON.parse(known.out)).toMatchObject({ charge: { code: '99453', patientId: 'P00001' } });
    const unknown = await tally('explain', 'P00001-E1~set-up~9~99453', ...PRACTICE);
    expect([unknown.status, unknown.out]).toEqual([1, '']);
  });

  it('makes the first administrator with a one-time token and no password', async () => {
    const add = ['user', 'add', ...PRACTICE, '--id', 'ada', '--name', 'Ada Example'];
    const { status, out, err } = await tally(...add);
    expect([status, err]).toEqual([0, '']);
    const made = JSON.parse(out) as {
      accountReady: boolean;
      roles: string[];
      accountSetup: { token: string };
    };
    expect(made).toMatchObject({ roles: ['administrator'], accountReady: false });
    expect(made.accountSetup.token).toMatch(/^setup_[A-Za-z0-9_-]{43}$/);
    expect(await tally(...add)).toMatchObject({ status: 1, out: '' });
    const listed = await tally('user', 'list', ...PRACTICE);
    expect(listed.out).toContain('"id": "ada"');
    expect(listed.out).not.toContain('setup_');
    const reason = ['--reason', 'lost the token'];
    const reset = await tally('user', 'reset', 'ada', ...PRACTICE, ...reason, '--bare');
    expect(reset.out).toMatch(/^setup_[A-Za-z0-9_-]{43}\n$/);
    expect(reset.out).not.toContain(made.accountSetup.token);
    expect((await tally('user', 'unlock', 'ada', ...PRACTICE, ...reason)).status).toBe(0);
    expect(await tally('user', 'disable', 'ada', ...PRACTICE, ...reason)).toMatchObject({ status: 1 });
    expect(
      await tally('user', 'add', ...PRACTICE, '--id', 'kim', '--name', 'K', '--roles', 'clinician'),
    ).toMatchObject({ status: 1, err: expect.stringContaining('staffId') });
    expect(await tally('user', 'reset', 'nobody', ...PRACTICE, ...reason)).toMatchObject({ status: 1 });
  });

  it('makes a token, lists it without the token, and ends it', async () => {
    const issue = ['token', 'issue', ...PRACTICE, '--kind', 'gateway', '--id', 'g1', '--source', 'g1'];
    const { out } = await tally(...issue, '--scopes', 'readings:write', '--days', '2');
    const { id, token } = JSON.parse(out) as { id: string; token: string };
    expect(token).toMatch(/^tly_/);
    const listed = await tally('token', 'list', ...PRACTICE);
    expect(listed.out).toContain(id);
    expect(listed.out).not.toContain(token);
    expect((await tally('token', 'revoke', id, ...PRACTICE)).status).toBe(0);
    expect((await tally('token', 'revoke', 'cred_none', ...PRACTICE)).status).toBe(1);
    expect((await tally(...issue, '--scopes', 'readings:all')).status).toBe(1);
  });

  it('backs the store up and restores it, without its keys unless they are asked for', async () => {
    const backup = join(folder, 'backup');
    const { status, out, err } = await tally('backup', backup);
    expect([status, err]).toEqual([0, '']);
    const manifest = JSON.parse(out) as BackupManifest;
    expect(manifest).toMatchObject({ withKeys: false, keyIds: ['k1'] });
    expect(manifest.collections['patients']).toBe(6);
    expect(await tally('backup', backup)).toMatchObject({ status: 1, out: '' });
    const into = join(folder, 'restored');
    const restored = await tally('restore', backup, '--into', into);
    expect(restored).toMatchObject({ status: 0, err: expect.stringContaining('tally.keys.json') });
    expect(await tally('restore', backup, '--into', into)).toMatchObject({ status: 1, out: '' });
    const keyless = new Config({ TALLY_DATA_DIR: into, PORT: '0', LOG_LEVEL: 'silent' });
    await expect(startServer({ config: keyless, schedule: false })).rejects.toThrow(
      /TALLY_KEY_FILE.*missing/,
    );
    const withKeys = await tally('backup', join(folder, 'with-keys'), '--with-keys');
    expect(withKeys.status).toBe(0);
    const whole = join(folder, 'whole');
    expect((await tally('restore', join(folder, 'with-keys'), '--into', whole)).err).toBe('');
    process.env['TALLY_DATA_DIR'] = whole;
    try {
      const again = await closed('--dry-run');
      expect(again.counts).toMatchObject({ created: 0, failedPatients: 0 });
      expect((await tally('backup', join(whole, 'in', 'it'))).status).toBe(1);
      const log = await tally('backup', join(folder, 'of-the-restored'));
      expect(log.status).toBe(0);
    } finally {
      process.env['TALLY_DATA_DIR'] = dataDir;
    }
  });

  describe('while a server holds the folder', () => {
    let server: RunningServer;
    beforeAll(async () => {
      const config = new Config({ TALLY_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' });
      server = await startServer({ config, schedule: false });
    });
    afterAll(() => server.close());

    it('works through the server', async () => {
      expect((await closed()).counts.written).toBe(0);
      const issue = [
        'token',
        'issue',
        ...PRACTICE,
        '--kind',
        'person',
        '--id',
        'p1',
        '--scopes',
        'records:read',
      ];
      const { token } = JSON.parse((await tally(...issue)).out) as { token: string };
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${server.baseUrl}/v1/practice`, { headers })).status).toBe(200);
    });
  });

  it('says who holds the folder if nobody answers', async () => {
    const holder = await openDatabase({ dataDir });
    try {
      // The real command, in its own process. Builds first if needed.
      const bin = join(import.meta.dirname, '..', '..', 'bin', 'tally.js');
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...CLOSE], {
        encoding: 'utf8',
        env: { ...process.env },
      });
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`in use by process ${process.pid}`);
    } finally {
      await holder.close();
    }
  });
});
