import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastifyOf } from '../../src/app.setup.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ProbeModule } from '../support/probe.module.js';

const JSON_BODY = { 'content-type': 'application/json' };

describe('a request', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp({ imports: [ProbeModule] });
  });
  afterAll(() => product.close());

  const post = (body: string | Uint8Array<ArrayBuffer>) =>
    fetch(`${product.baseUrl}/v1/probe/body`, { method: 'POST', body, headers: JSON_BODY });

  it.each([
    ['100,000 levels', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['200,000 elements', `{"takenAt":"a","values":[${'0,'.repeat(200_000)}0]}`],
    ['a member named twice', '{"takenAt":"a","takenAt":"b","values":[]}'],
    ['half of a surrogate pair', '{"takenAt":"\\ud800","values":[]}'],
    ['a poisoned prototype', '{"takenAt":"a","values":[],"__proto__":{"polluted":true}}'],
    ['a constructor', '{"takenAt":"a","values":[],"constructor":{"prototype":{}}}'],
    ['a number beyond all', '{"takenAt":"a","values":[{"value":1e400}]}'],
    ['a value that is not a number', '{"takenAt":"a","values":[{"value":NaN}]}'],
    ['bytes that are no UTF-8', new Uint8Array(Buffer.from('7b22c328223a317d', 'hex'))],
  ])('is refused with %s in its body', async (_name, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('may start with a byte order mark and hold any character', async () => {
    const body = `\ufeff${JSON.stringify({ takenAt: '💊 "\\{[:,', values: [{ value: 1 }] })}`;
    const answer = await post(body);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ takenAt: '💊 "\\{[:,', values: [{ value: 1 }] });
  });

  it.each([
    ['an address without end', `?x=${'a'.repeat(5000)}`, {}, 414],
    ['33 parameters', `?${'a=1&'.repeat(33)}`, {}, 400],
    [
      '120 headers',
      '',
      Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`x-${index}`, '1'])),
      431,
    ],
  ])('is refused with %s', async (_name, query, headers, status) => {
    const answer = await fetch(`${product.baseUrl}/health/live${query}`, { headers });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status });
  });

  it('must arrive in time', async () => {
    const { server } = fastifyOf(product.app);
    expect(server).toMatchObject({ headersTimeout: 20_000, requestTimeout: 600_000, maxConnections: 4096 });
    // The same limits, but short enough for a test.
    server.headersTimeout = 1_000;
    const { port } = new URL(product.baseUrl);
    const text = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write('GET /health/live HTTP/1.1\r\nX: '),
      );
      const drip = setInterval(() => socket.write('x'), 200);
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.on('error', reject);
      socket.on('close', () => {
        clearInterval(drip);
        resolve(received);
      });
    });
    expect(text).toContain('HTTP/1.1 408 ');
  }, 20_000);
});

describe('the rate of calls', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp({ env: { TALLY_CALLS_PER_MINUTE: '5', TALLY_PROXY_HOPS: '1' } });
  });
  afterAll(() => product.close());

  const call = (token: string, address = '192.0.2.1') =>
    fetch(`${product.baseUrl}/v1/patients`, {
      headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address },
    });
  const statuses = async (count: number, token: string, address?: string) => {
    const answers = [];
    for (let index = 0; index < count; index += 1) answers.push((await call(token, address)).status);
    return answers;
  };

  it('is limited per person, whichever token is used, and the answer says when to retry', async () => {
    const first = await product.issueToken(['records:read'], 'north', { principalId: 'ada' });
    const second = await product.issueToken(['records:read'], 'north', { principalId: 'ada' });
    expect(await statuses(4, first)).toEqual([200, 200, 200, 200]);
    expect(await statuses(2, second)).toEqual([200, 429]);
    const refused = await call(first);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ status: 429 });
    const namesake = await product.issueToken(['records:read'], 'south', { principalId: 'ada' });
    expect(await statuses(1, namesake)).toEqual([200]);
  });

  it('is limited for a gateway at far more than for a person', async () => {
    const token = await product.issueToken(['readings:write'], 'north', { source: 'gw' });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answers = new Set<number>();
    for (let index = 0; index < 100; index += 1) {
      const answer = await fetch(`${product.baseUrl}/v1/readings`, { method: 'POST', headers, body: '{}' });
      answers.add(answer.status);
    }
    expect(answers).toEqual(new Set([400]));
  });

  it('is limited per address for unknown callers, and locks out no valid caller', async () => {
    const answers = await statuses(310, 'tly_none', '198.51.100.7');
    expect(answers.slice(0, 300)).toEqual(Array(300).fill(401));
    expect(answers.slice(300)).toEqual(Array(10).fill(429));
    expect(await statuses(1, 'tly_none', '198.51.100.8')).toEqual([401]);
    const valid = await product.issueToken(['records:read'], 'north', { principalId: 'bea' });
    expect(await statuses(1, valid, '198.51.100.7')).toEqual([200]);
  });
});
