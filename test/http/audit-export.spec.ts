import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';

const AGENT = 'a gateway/1.0';

interface Line {
  readonly kind?: string;
  readonly action?: string;
  readonly practice: string;
  readonly from?: unknown;
}

describe('GET /v1/audit/export', () => {
  let product: TestApp;
  let token: string;
  beforeAll(async () => {
    product = await startTestApp({ env: { TALLY_PROXY_HOPS: '1' } });
    token = await product.issueToken(['admin'], 'north');
  });
  afterAll(() => product.close());

  const call = (path: string, bearer: string, init: RequestInit = {}) =>
    fetch(`${product.baseUrl}/v1/${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${bearer}`, ...init.headers },
    });
  const linesOf = async (answer: Response): Promise<Line[]> =>
    (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);

  it('streams the practice’s own log, entry by entry, and ends with a signed statement', async () => {
    await product.issueToken(['admin'], 'south');
    const answer = await call('audit/export', token);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    const lines = await linesOf(answer);
    expect(lines.map(({ kind, action }) => kind ?? action)).toEqual([
      'audit.begin',
      'credentials.issue',
      'statement',
    ]);
    expect(new Set(lines.map(({ practice }) => practice))).toEqual(new Set(['north']));
  });

  it('says where a change came from, trusting only the practice’s own proxies', async () => {
    const body = JSON.stringify({
      kind: 'gateway',
      principalId: 'g',
      scopes: ['readings:write'],
      source: 'g',
    });
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': AGENT,
      'X-Forwarded-For': '203.0.113.9, 198.51.100.7',
    };
    expect((await call('credentials', token, { method: 'POST', body, headers })).status).toBe(201);
    const lines = await linesOf(await call('audit/export', token));
    const entry = lines.find(({ action, from }) => action === 'credentials.issue' && from !== null);
    const digest = createHash('sha256').update(AGENT).digest('hex');
    expect(entry?.from).toEqual({ address: '198.51.100.7', agent: digest.slice(0, 16) });
  });

  it('refuses callers who may not read the log, and invalid days', async () => {
    const reader = await product.issueToken(['records:read'], 'north');
    expect((await call('audit/export', reader)).status).toBe(403);
    for (const query of ['from=soon', 'to=2026-02-30', 'from=2026-02-02&to=2026-02-01', 'day=1']) {
      const answer = await call(`audit/export?${query}`, token);
      expect([query, answer.status]).toEqual([query, 400]);
    }
    const empty = await linesOf(await call('audit/export?to=2020-01-01', token));
    expect(empty.map(({ kind }) => kind)).toEqual(['statement']);
  });
});
