import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Config } from '../../src/platform/config/config.js';
import { StoreHealth } from '../../src/platform/database/store-health.js';
import { createLogger } from '../../src/platform/logging/create-logger.js';
import { startServer, type RunningServer } from '../../src/start-server.js';

const TOKEN = 'metrics-token-of-the-test';
const FRESH_MS = 1000;

describe('what the server offers an operator', () => {
  let dataDir: string;
  let log: string[];
  let running: RunningServer[];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tally-operations-'));
    log = [];
    running = [];
  });
  afterEach(async () => {
    for (const server of running) await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async (env: Record<string, string> = {}) => {
    const config = new Config({ TALLY_DATA_DIR: dataDir, PORT: '0', TALLY_SCHEDULE: 'off', ...env });
    const logger = createLogger('info', { write: (line) => void log.push(line) });
    const server = await startServer({ config, logger });
    running.push(server);
    return server;
  };
  const stop = async () => {
    for (const server of running.splice(0)) await server.close();
  };
  const ready = async ({ baseUrl }: RunningServer) => {
    const answer = await fetch(`${baseUrl}/health/ready`);
    return { status: answer.status, text: await answer.text() };
  };

  it('shows its metrics only on the local socket and to the holder of the token', async () => {
    const server = await start({ TALLY_METRICS_TOKEN: TOKEN });
    const read = (headers: Record<string, string>) => fetch(`${server.baseUrl}/metrics`, { headers });
    expect((await read({})).status).toBe(401);
    expect((await read({ authorization: `Bearer ${TOKEN}x` })).status).toBe(401);
    expect((await read({ authorization: 'Bearer ' })).status).toBe(401);
    expect((await read({ 'x-tally-local': '1' })).status).toBe(401);
    const answer = await read({ authorization: `Bearer ${TOKEN}` });
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const text = await answer.text();
    for (const name of [
      'http_requests_total',
      'nodejs_eventloop_lag_seconds',
      'store_queue_writes',
      'draining',
    ])
      expect(text).toContain(`tally_${name}`);
    expect(text).toMatch(/tally_http_requests_total\{method="GET",route="\/metrics",status="401"\} 4/);
    await stop();
    const closed = await start();
    expect((await fetch(`${closed.baseUrl}/metrics`)).status).toBe(401);
    expect(await overSocket(join(dataDir, 'tally.sock'), '/metrics')).toContain('tally_audit_owed_entries 0');
  });

  it('counts readings by status, and names no patient', async () => {
    const server = await start();
    const socket = join(dataDir, 'tally.sock');
    const reading = {
      source: 'gateway-1',
      externalId: 'SECRET-ID',
      deviceId: 'SECRET-DEVICE',
      takenAt: '2026-02-02T12:00:00-06:00',
      kind: 'weight',
      origin: 'device_auto',
      values: [{ code: '29463-7', value: 71.5, unit: 'kg' }],
    };
    const body = JSON.stringify([reading, reading, { ...reading, takenAt: 'SECRET' }]);
    await overSocket(socket, '/v1/practice', {
      method: 'PUT',
      body: '{"name":"SECRET","zone":"America/Chicago"}',
    });
    await overSocket(socket, '/v1/readings', { method: 'POST', body });
    const text = await overSocket(socket, '/metrics');
    expect(text).toContain('tally_readings_answered{status="quarantined"} 1');
    expect(text).toContain('tally_readings_answered{status="duplicate"} 1');
    expect(text).toContain('tally_readings_answered{status="rejected"} 1');
    expect(text).toContain('tally_quarantine_readings 1');
    expect(text).not.toContain('SECRET');
    expect(text).not.toContain('north');
    await server.close();
    running.pop();
  });

  it('is not ready while the store refuses writes, and ready again afterward', async () => {
    const server = await start();
    expect(await ready(server)).toEqual({ status: 200, text: '{"status":"ok"}' });
    const health = server.app.get(StoreHealth);
    const write = health.write.bind(health);
    // The answer of a full disk.
    health.write = () => Promise.reject(new Error('disk full'));
    try {
      await new Promise((resolve) => setTimeout(resolve, FRESH_MS));
      const { status, text } = await ready(server);
      expect([status, (JSON.parse(text) as { detail: string }).detail]).toEqual([
        503,
        'Not ready: writable.',
      ]);
      await ready(server);
    } finally {
      health.write = write;
    }
    await new Promise((resolve) => setTimeout(resolve, FRESH_MS));
    expect((await ready(server)).status).toBe(200);
    expect(log.filter((line) => line.includes('not ready'))).toHaveLength(1);
  });

  it("does not start with a key file that is not the store's", async () => {
    await start();
    await stop();
    await start();
    await stop();
    const keys = { k1: Buffer.alloc(32, 7).toString('base64') };
    writeFileSync(join(dataDir, 'tally.keys.json'), JSON.stringify({ current: 'k1', keys }));
    await expect(start()).rejects.toThrow(/TALLY_KEY_FILE: .*written with/);
  });

  it('reports that it is not ready before it stops, and still answers requests in the meantime', async () => {
    const server = await start({ TALLY_DRAIN_SECONDS: '1' });
    running.pop();
    const closing = server.close();
    const { status, text } = await ready(server);
    expect([status, text]).toEqual([503, expect.stringContaining('draining')]);
    expect((await fetch(`${server.baseUrl}/health/live`)).status).toBe(200);
    await closing;
    await expect(fetch(`${server.baseUrl}/health/live`)).rejects.toThrow();
  });
});

function overSocket(
  socketPath: string,
  path: string,
  { method = 'GET', body }: { method?: string; body?: string } = {},
): Promise<string> {
  const headers = {
    'x-tally-local': '1',
    'x-tally-practice': 'north',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      answer.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
