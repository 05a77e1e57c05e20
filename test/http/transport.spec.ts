import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type SecureVersion } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Config } from '../../src/platform/config/config.js';
import { createLogger } from '../../src/platform/logging/create-logger.js';
import { startServer, type RunningServer } from '../../src/start-server.js';
import { startTestApp } from '../support/app.js';

/** Made only for these tests. */
const PEM = join(import.meta.dirname, '..', 'support', 'tls');

describe('TLS', () => {
  let folder: string;
  let server: RunningServer | undefined;
  const log: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tally-tls-'));
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  const put = (pair: string) => {
    copyFileSync(join(PEM, `${pair}-cert.pem`), join(folder, 'cert.pem'));
    copyFileSync(join(PEM, `${pair}-key.pem`), join(folder, 'key.pem'));
  };
  const start = async () => {
    const config = new Config({
      TALLY_DATA_DIR: folder,
      PORT: '0',
      TALLY_SCHEDULE: 'off',
      TALLY_TLS_CERT_FILE: join(folder, 'cert.pem'),
      TALLY_TLS_KEY_FILE: join(folder, 'key.pem'),
    });
    const logger = createLogger('info', { write: (line) => void log.push(line) });
    server = await startServer({ config, logger });
    return server;
  };
  const talk = (url: string, maxVersion: SecureVersion, ciphers = 'DEFAULT@SECLEVEL=0') =>
    new Promise<{ name: string; text: string }>((resolve, reject) => {
      const { hostname: host, port } = new URL(url);
      const options = { host, port: Number(port), rejectUnauthorized: false, minVersion: 'TLSv1' } as const;
      const socket = connect({ ...options, maxVersion, ciphers }, () => {
        const name = String(socket.getPeerCertificate().subject.CN);
        socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
        let text = '';
        socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
        socket.on('end', () => resolve({ name, text }));
      });
      socket.on('error', reject);
    });

  it('works from version 1.2 on, and tells browsers to use nothing else', async () => {
    put('first');
    const { baseUrl } = await start();
    expect(baseUrl).toMatch(/^https:/);
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const { name, text } = await talk(baseUrl, version);
      expect(name).toBe('first.test');
      expect(text).toMatch(/^HTTP\/1\.1 200 /);
      expect(text).toMatch(/strict-transport-security: max-age=63072000/i);
    }
    await expect(talk(baseUrl, 'TLSv1.1')).rejects.toThrow();
    // No cipher suite without authenticated encryption or forward secrecy, and no redirect from plain HTTP.
    const weak = 'ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA256:AES128-GCM-SHA256:AES128-SHA';
    await expect(talk(baseUrl, 'TLSv1.2', weak)).rejects.toThrow();
    await expect(fetch(`${baseUrl.replace('https:', 'http:')}/health/live`)).rejects.toThrow();
  });

  it('loads a renewed certificate on request, and keeps the old one if the new one is broken', async () => {
    put('first');
    const { baseUrl, reload } = await start();
    put('second');
    expect((await talk(baseUrl, 'TLSv1.3')).name).toBe('first.test');
    reload();
    expect((await talk(baseUrl, 'TLSv1.3')).name).toBe('second.test');
    copyFileSync(join(PEM, 'first-key.pem'), join(folder, 'key.pem'));
    reload();
    expect((await talk(baseUrl, 'TLSv1.3')).name).toBe('second.test');
    expect(log.join()).toContain('the old one stays in use');
    expect(log.join()).not.toContain('BEGIN');
  });

  it('does not start with an invalid certificate', async () => {
    put('first');
    writeFileSync(join(folder, 'key.pem'), 'SECRET');
    await expect(start()).rejects.toThrow(/^TALLY_TLS_CERT_FILE: /);
    rmSync(join(folder, 'key.pem'));
    await expect(start()).rejects.toThrow(/^TALLY_TLS_KEY_FILE: .*ENOENT/);
  });
});

describe('the headers of answers', () => {
  it('close the API to pages of other origins, for every request', async () => {
    const product = await startTestApp();
    try {
      for (const path of ['/health/live', '/v1/patients', '/v1/nothing', '/docs']) {
        const { headers } = await fetch(product.baseUrl + path, { headers: { origin: 'https://evil.test' } });
        expect(headers.get('referrer-policy')).toBe('no-referrer');
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
        expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
        expect(headers.get('permissions-policy')).toContain('camera=()');
        for (const name of ['access-control-allow-origin', 'server', 'x-powered-by'])
          expect(headers.get(name)).toBeNull();
      }
      const { headers } = await fetch(`${product.baseUrl}/health/live`);
      expect(headers.get('strict-transport-security')).toBeNull();
      const asked = await preflight(product.baseUrl, 'https://evil.test');
      expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    } finally {
      await product.close();
    }
  });

  it('open it to listed origins, without cookies, and tell browsers to stay with HTTPS', async () => {
    const env = { TALLY_ALLOWED_ORIGINS: 'https://app.test', TALLY_PUBLIC_URL: 'https://tally.test' };
    const product = await startTestApp({ env });
    try {
      const asked = await preflight(product.baseUrl, 'https://app.test');
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBe('https://app.test');
      expect(asked.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
      expect(asked.headers.get('access-control-allow-headers')).not.toMatch(/x-tally-request/i);
      expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
      const other = await preflight(product.baseUrl, 'https://app.test.evil.test');
      expect(other.headers.get('access-control-allow-origin')).not.toBe('https://app.test.evil.test');
      const { headers } = await fetch(`${product.baseUrl}/health/live`);
      expect(headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains');
    } finally {
      await product.close();
    }
  });
});

function preflight(baseUrl: string, origin: string): Promise<Response> {
  const headers = { origin, 'access-control-request-method': 'POST' };
  return fetch(`${baseUrl}/v1/readings`, { method: 'OPTIONS', headers });
}
