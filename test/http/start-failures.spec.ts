import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const NO_STORE = '?serverSelectionTimeoutMS=200';

describe('a server with a mistake in its settings', () => {
  let folder: string;
  let plainFile: string;
  let keyFile: string;
  let takenPort: number;
  const listener = createServer();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tally-start-'));
    plainFile = join(folder, 'plain-file');
    keyFile = join(folder, 'keys.json');
    writeFileSync(plainFile, 'x');
    const keys = { k1: Buffer.alloc(32, 7).toString('base64') };
    writeFileSync(keyFile, JSON.stringify({ current: 'k1', lookup: 'k1', keys }), { mode: 0o600 });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    takenPort = typeof address === 'object' && address !== null ? address.port : 0;
  });

  afterAll(() => {
    listener.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const cases: [string, () => Record<string, string>, () => string][] = [
    ['an invalid value', () => ({ PORT: 'abc' }), () => 'PORT: must be a whole number from 0 to 65535'],
    ['a port in use', () => ({ PORT: String(takenPort) }), () => `PORT: ${takenPort} is already in use`],
    [
      'an address of another machine',
      () => ({ HOST: '192.0.2.1', PORT: '0' }),
      () => 'HOST: 192.0.2.1 is not an address of this machine',
    ],
    [
      'a MongoDB server that is not there',
      () => ({ MONGODB_URI: `mongodb://user:secret@127.0.0.1:1/tally${NO_STORE}`, TALLY_KEY_FILE: keyFile }),
      () => 'MONGODB_URI: nothing answers at 127.0.0.1:1',
    ],
    [
      'a malformed MongoDB address',
      () => ({ MONGODB_URI: 'mongodb://user:secret@host/?unknown=1', TALLY_KEY_FILE: keyFile }),
      () => 'MONGODB_URI: is not a valid connection string',
    ],
    [
      'a data folder that is a file',
      () => ({ TALLY_DATA_DIR: plainFile }),
      () => `TALLY_DATA_DIR: ${join(plainFile, 'tally.keys.json')} cannot be read (ENOTDIR)`,
    ],
    [
      'a data folder below a file',
      () => ({ TALLY_DATA_DIR: join(plainFile, 'data'), TALLY_KEY_FILE: keyFile }),
      () => `TALLY_DATA_DIR: ${join(plainFile, 'data')} cannot be used (ENOTDIR)`,
    ],
    [
      'a key file that is not there',
      () => ({ TALLY_KEY_FILE: join(folder, 'none.json') }),
      () => `TALLY_KEY_FILE: names ${join(folder, 'none.json')}, which does not exist`,
    ],
    [
      'a certificate that is not there',
      () => ({ TALLY_TLS_CERT_FILE: join(folder, 'cert.pem'), TALLY_TLS_KEY_FILE: keyFile }),
      () => 'TALLY_TLS_CERT_FILE: names a file that cannot be read (ENOENT)',
    ],
  ];

  it.each(cases)('does not start with %s, and names the variable', async (_name, settings, message) => {
    const environment = {
      TALLY_DATA_DIR: join(folder, 'data'),
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...settings(),
    };
    const { status, errors } = await started(environment);
    expect(errors).toBe(`Tally did not start.\n${message()}\n`);
    expect(status).toBe(1);
  });
});

function started(environment: Record<string, string>): Promise<{ status: number | null; errors: string }> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'], ...environment };
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, errors }));
  });
}
