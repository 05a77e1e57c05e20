import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PracticesService } from '../../src/modules/practices/practices.service.js';
import { Config } from '../../src/platform/config/config.js';
import { addKey, removeKey } from '../../src/platform/crypto/keys/change-key-file.js';
import { LocalClient } from '../../src/platform/http/local/local-client.js';
import { Draining } from '../../src/platform/http/server/draining.js';
import { createLogger } from '../../src/platform/logging/create-logger.js';
import { startServer, type RunningServer, type ServerOptions } from '../../src/start-server.js';

const CREDENTIALS = { method: 'POST', path: '/v1/credentials' } as const;

describe('the server', () => {
  let dataDir: string;
  let running: RunningServer[];
  let log: string[];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tally-server-'));
    running = [];
    log = [];
  });
  afterEach(async () => {
    for (const server of running) await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async (env: Record<string, string> = {}, options: Partial<ServerOptions> = {}) => {
    const config = new Config({ TALLY_DATA_DIR: dataDir, PORT: '0', TALLY_SCHEDULE: 'off', ...env });
    const logger = createLogger('info', { write: (line) => void log.push(line) });
    const server = await startServer({ config, logger, ...options });
    running.push(server);
    return server;
  };
  const stop = async () => {
    for (const server of running.splice(0)) await server.close();
  };

  it('reports once that it created a key file, and keeps the stored data for the next start', async () => {
    await start();
    expect(log.filter((line) => line.includes('tally.keys.json'))).toHaveLength(1);
    const issue = { kind: 'person', principalId: 'ada', scopes: ['admin'] };
    const client = await LocalClient.open(dataDir);
    const path = '/v1/credentials';
    const issued = await client?.call({ method: 'POST', path, practiceId: 'north', body: issue });
    const { token } = JSON.parse((await issued?.text()) ?? '') as { token: string };
    await stop();
    const again = await start();
    expect(log.filter((line) => line.includes('tally.keys.json'))).toHaveLength(1);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${again.baseUrl}/v1/audit`, { headers })).status).toBe(200);
  });

  it('accepts commands of the folder’s owner on a socket that nobody else may open', async () => {
    await start();
    const path = join(dataDir, 'tally.sock');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const client = await LocalClient.open(dataDir);
    const answer = await client?.call({ method: 'GET', path: '/v1/audit', practiceId: 'north' });
    expect(answer?.status).toBe(200);
    const unnamed = await client?.call({ method: 'GET', path: '/v1/audit', practiceId: 'no:where' });
    expect(unnamed?.status).toBe(400);
    const lines = await client?.call({
      method: 'POST',
      path: '/v1/credentials',
      practiceId: 'north',
      body: Readable.from(['{}\n']),
    });
    expect(lines?.status).toBe(415);
    // Without the header, the socket is like any other connection.
    expect(await statusOverSocket(path, '/v1/audit')).toBe(401);
    await stop();
    expect(await LocalClient.open(dataDir)).toBeNull();
  });

  it('writes a backup only for the owner of the folder, not for a token', async () => {
    const server = await start();
    const client = await LocalClient.open(dataDir);
    const issue = { kind: 'person', principalId: 'ada', scopes: ['admin'] };
    const issued = await client?.call({ ...CREDENTIALS, practiceId: 'north', body: issue });
    const { token } = JSON.parse((await issued?.text()) ?? '') as { token: string };
    const destination = `${dataDir}-backup`;
    const refused = await fetch(`${server.baseUrl}/v1/backups`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-tally-local': '1',
      },
      body: JSON.stringify({ destination }),
    });
    expect(refused.status).toBe(403);
    expect(existsSync(destination)).toBe(false);
    const backUp = (place: string) =>
      client?.call({ method: 'POST', path: '/v1/backups', practiceId: null, body: { destination: place } });
    try {
      expect((await backUp(destination))?.status).toBe(201);
      expect(statSync(destination).mode & 0o777).toBe(0o700);
      expect((await backUp('relative'))?.status).toBe(400);
      server.app.get(Draining).begin();
      expect((await backUp(`${destination}-late`))?.status).toBe(503);
      expect(existsSync(`${destination}-late.partial`)).toBe(false);
    } finally {
      rmSync(destination, { recursive: true, force: true });
    }
  });

  it('writes the keys as of the end of the backup, and no backup if a key was removed in the meantime', async () => {
    const server = await start();
    const client = await LocalClient.open(dataDir);
    const keyFile = join(dataDir, 'tally.keys.json');
    const destination = `${dataDir}-backup`;
    const practices = server.app.get(PracticesService);
    const backUpWhile = async (change: () => unknown) => {
      // Called once the backup is in progress.
      practices.idsAnywhere = async () => {
        change();
        return [];
      };
      const body = { destination, withKeys: true };
      return client?.call({ method: 'POST', path: '/v1/backups', practiceId: null, body });
    };
    try {
      expect((await backUpWhile(() => addKey(keyFile)))?.status).toBe(201);
      expect(readFileSync(join(destination, 'tally.keys.json'))).toEqual(readFileSync(keyFile));
      const manifest = JSON.parse(readFileSync(join(destination, 'manifest.json'), 'utf8')) as unknown;
      expect(manifest).toMatchObject({ keyIds: ['k1', 'k2'], withKeys: true });
      rmSync(destination, { recursive: true });
      addKey(keyFile);
      expect((await backUpWhile(() => removeKey(keyFile, 'k2')))?.status).toBe(409);
      expect([destination, `${destination}.partial`].filter((path) => existsSync(path))).toEqual([]);
    } finally {
      rmSync(destination, { recursive: true, force: true });
    }
  });

  it('starts despite a socket that a killed process left behind', async () => {
    writeFileSync(join(dataDir, 'tally.sock'), '');
    await start();
    expect(await LocalClient.open(dataDir)).not.toBeNull();
  });

  it('uses the next free port only when asked to', async () => {
    const first = await start();
    const taken = new URL(first.baseUrl).port;
    const otherDir = mkdtempSync(join(tmpdir(), 'tally-server-'));
    try {
      const env = { PORT: taken, TALLY_DATA_DIR: otherDir };
      await expect(start(env)).rejects.toThrow(/EADDRINUSE/);
      const second = await start(env, { nextFreePort: true });
      expect(Number(new URL(second.baseUrl).port)).toBeGreaterThan(Number(taken));
      expect((await fetch(`${second.baseUrl}/health/ready`)).status).toBe(200);
    } finally {
      await stop();
      rmSync(otherDir, { recursive: true, force: true });
    }
  });

  it('does not start with MongoDB but without a key file', async () => {
    await expect(start({ MONGODB_URI: 'mongodb://127.0.0.1:1/tally' })).rejects.toThrow(/^TALLY_KEY_FILE: /);
  });

  it('refuses a folder that another server holds', async () => {
    await start();
    await expect(start()).rejects.toThrow(/in use|locked/);
    expect(await LocalClient.open(dataDir)).not.toBeNull();
  });
});

function statusOverSocket(path: string, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () =>
      socket.write(`GET ${address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('end', () => resolve(Number(text.split(' ')[1])));
    socket.on('error', reject);
  });
}
