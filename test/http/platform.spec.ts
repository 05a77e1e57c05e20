import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { ProbeModule } from '../support/probe.module.js';

describe('the HTTP platform', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp({ imports: [ProbeModule] });
  });
  afterAll(() => product.close());

  const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${product.baseUrl}/v1/probe/body`, { method: 'POST', body, headers });
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${product.baseUrl}${path}`, { headers });

  it('names every invalid path of a body', async () => {
    const answer = await post(JSON.stringify({ takenAt: 5, values: [{ value: 1 }, { value: 'SECRET' }] }));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await answer.json()) as { status: number; errors: { path: string; message: string }[] };
    expect(problem.status).toBe(400);
    expect(problem.errors.map(({ path }) => path)).toEqual(['takenAt', 'values[1].value']);
    expect(JSON.stringify(problem)).not.toContain('SECRET');
  });

  it.each([
    ['cut JSON', '{"takenAt":"SECRET', 'application/json', 400],
    ['NaN', '{"takenAt":"a","values":[{"value":NaN}]}', 'application/json', 400],
    ['nothing', '', 'application/json', 400],
    ['a list instead of an object', '[]', 'application/json', 400],
    ['a poisoned prototype', '{"__proto__":{"a":1},"takenAt":"a","values":[]}', 'application/json', 400],
    ['2 MiB and a byte', `"${'x'.repeat(2 * 1024 * 1024)}"`, 'application/json', 413],
    ['a form', 'takenAt=SECRET', 'application/x-www-form-urlencoded', 415],
    ['plain text', 'SECRET', 'text/plain', 415],
  ])('refuses %s with a problem body', async (_name, body, type, status) => {
    const answer = await post(body, { 'content-type': type });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ status });
    expect(text).not.toContain('SECRET');
  });

  it('refuses compressed bodies', async () => {
    const answer = await post('xx', { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('accept-encoding')).toBe('identity');
    expect(await answer.json()).toMatchObject({ status: 415 });
  });

  it('passes an NDJSON body of any size to its route as it arrives', async () => {
    const answer = await fetch(`${product.baseUrl}/v1/probe/lines`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson; charset=utf-8' },
      body: '{}\n'.repeat(2_000_000),
    });
    expect(await answer.json()).toEqual({ bytes: 6_000_000 });
  });

  it('accepts NDJSON nowhere else', async () => {
    const answer = await post('{}', { 'content-type': 'application/x-ndjson' });
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ detail: 'This route takes JSON, not NDJSON.' });
  });

  it.each(['/v1/nothing?mrn=SECRET', '/nothing', '/v1/%zz', `/v1/${'x'.repeat(3000)}`])(
    'answers an address without a route with a problem: %.20s',
    async (path) => {
      const answer = await get(path);
      expect([400, 404, 414]).toContain(answer.status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.text()).not.toContain('SECRET');
    },
  );

  it('answers input that is not HTTP, conflicting lengths, TRACE, and endless headers with a problem', async () => {
    const { port } = new URL(product.baseUrl);
    const framed = 'POST /v1/probe/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    for (const [sent, status] of [
      ['SECRET\r\n\r\n', 400],
      [`${framed}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`, 400],
      [`${framed}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
      [`${framed}Transfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n`, 400],
      ['TRACE /health/live HTTP/1.1\r\nHost: x\r\nX: SECRET\r\nConnection: close\r\n\r\n', 404],
      [`GET / HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    ] as const) {
      const text = await new Promise<string>((resolve, reject) => {
        let received = '';
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(sent));
        socket.on('data', (chunk) => (received += chunk.toString()));
        socket.on('end', () => resolve(received));
        socket.on('error', reject);
      });
      expect(text).toContain(`HTTP/1.1 ${status} `);
      expect(text).toMatch(/^Content-Type: application\/problem\+json/im);
      expect(text).not.toContain('SECRET');
    }
  });

  it('answers a fault with 500 and an id, and logs it under the same id', async () => {
    const answer = await get('/v1/probe/fault');
    expect(answer.status).toBe(500);
    const problem = (await answer.json()) as { requestId: string };
    expect(JSON.stringify(problem)).not.toContain('fault of the program');
    expect(answer.headers.get('x-request-id')).toBe(problem.requestId);
    const logged = product.logLines.filter((line) => line.includes(`"requestId":"${problem.requestId}"`));
    expect(logged.join()).toContain('a fault of the program');
  });

  it('answers 503 and when to retry while the store is unavailable', async () => {
    const answer = await get('/v1/probe/fault?kind=storage');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.text()).not.toContain('SECRET');
  });

  it('keeps a plain request id and replaces any other', async () => {
    expect((await get('/health/live', { 'x-request-id': 'gw-1.2' })).headers.get('x-request-id')).toBe(
      'gw-1.2',
    );
    const odd = await get('/health/live', { 'x-request-id': 'a b"c' });
    expect(odd.headers.get('x-request-id')).toMatch(/^[\w-]+$/);
  });

  it('reports without a token that it is alive and ready', async () => {
    expect(await (await get('/health/live')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/health/ready')).json()).toEqual({ status: 'ok' });
  });

  it('documents what every route answers', async () => {
    const { paths } = (await (await get('/docs/openapi.json')).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, object> }>>;
    };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({ name: `${method} ${path}`, responses })),
    );
    expect(operations.length).toBeGreaterThan(100);
    const successful = (responses: object) => Object.keys(responses).some((status) => status.startsWith('2'));
    const undeclared = operations.filter(({ responses }) => !successful(responses)).map(({ name }) => name);
    expect(undeclared.filter((name) => !name.includes('/v1/probe/'))).toEqual([]);
    // Only the test's own routes declare nothing, so a forgotten declaration is noticed.
    expect(undeclared).not.toEqual([]);
  });

  it('documents every route with its body, on a page that loads nothing from other hosts', async () => {
    const document = (await (await get('/docs/openapi.json')).json()) as {
      paths: Record<string, Record<string, { requestBody?: unknown }>>;
    };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/health/live', '/v1/audit', '/v1/credentials']),
    );
    const issue = JSON.stringify(document.paths['/v1/credentials']?.['post']?.requestBody);
    expect(issue).toContain('principalId');
    const page = await (await get('/docs')).text();
    expect(page).not.toMatch(/https?:\/\//);
    for (const [, asset] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const { status, headers } = await get(asset ?? '');
      expect([status, headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching(/^text\/.*; charset=utf-8$/),
      ]);
    }
  });

  it('sends headers that stop a browser from guessing, and lets the page run only its own scripts', async () => {
    const { headers } = await get('/health/live');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    const page = (await get('/docs')).headers.get('content-security-policy');
    expect(page).toContain("script-src 'self'");
    expect(page).not.toContain("default-src 'none'");
    for (const closed of ['object-src', 'base-uri', 'frame-ancestors'])
      expect(page).toContain(`${closed} 'none'`);
  });
});
