import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoUsersTable } from '../../src/cli/demo/demo-users.js';
import { Demo, type DemoResult } from '../../src/cli/demo/run-demo.js';
import { Config } from '../../src/platform/config/config.js';
import { startServer, type RunningServer } from '../../src/start-server.js';
import { recount, type OraclePractice } from '../support/oracle.js';

const AS_OF = '2026-04-05';

describe('the demo', () => {
  let folder: string;
  let server: RunningServer;
  let result: DemoResult;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tally-demo-spec-'));
    const config = new Config({ TALLY_DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'error' });
    server = await startServer({ config, schedule: false });
    const output = {
      folder,
      data: join(folder, 'data'),
      input: join(folder, 'input'),
      chargesCsv: join(folder, 'charges.csv'),
    };
    result = await new Demo(server, output, () => undefined).run();
  }, 120_000);
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes the charges of an independent recount of the input files', () => {
    const file = (name: string) => readFileSync(join(folder, 'input', name), 'utf8');
    const { charges } = recount({
      practice: JSON.parse(file('practice.json')) as OraclePractice,
      readings: file('readings.ndjson').split('\n'),
      time: file('time.ndjson').split('\n'),
      asOf: AS_OF,
    });
    const words = (one: (typeof charges)[number] | DemoResult['charges'][number]): string =>
      [one.patientId, one.dateOfService, one.code, one.units, ...one.modifiers].join(' ');
    expect(result.charges.map(words).sort()).toEqual(charges.map(words).sort());
    expect(charges.length).toBeGreaterThan(300);
  });

  it('writes a line of charges.csv for each charge', () => {
    const lines = readFileSync(join(folder, 'charges.csv'), 'utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(result.charges.length + 1);
    expect(lines[0]).toContain('date_of_service');
  });

  it('has a user of every role, who sets a password with a token', async () => {
    const table = await demoUsersTable(server, result.practiceId);
    const tokens = table.match(/setup_[A-Za-z0-9_-]{43}/g) ?? [];
    expect(new Set(tokens).size).toBe(5);
    for (const token of tokens) {
      const answer = await fetch(`${server.baseUrl}/v1/account-setup/start`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
      expect(await answer.json()).toMatchObject({ practiceId: result.practiceId });
    }
  });

  it('shows both law years', () => {
    const codes = new Set(result.charges.map(({ code }) => code));
    for (const code of ['99453', '99454', '99445', '99457', '99458', '99470']) expect(codes).toContain(code);
  });
});
