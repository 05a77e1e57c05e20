import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatInstant } from '../../src/domain/time/instant.js';
import { AuditService } from '../../src/modules/audit/audit.service.js';
import { jobPrincipal, type Scope } from '../../src/modules/caller/principal.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ProbeModule } from '../support/probe.module.js';

interface AuditPage {
  items: {
    action: string;
    actor: { id: string };
    ids: string[];
    requestId: string | null;
    digest: string;
    hash: string;
  }[];
  next: string | null;
}

describe('who may do what', () => {
  let product: TestApp;
  let admin: string;
  beforeAll(async () => {
    product = await startTestApp({ now: '2026-03-01T12:00:00Z', imports: [ProbeModule] });
    admin = await product.issueToken(['admin'], 'north', { principalId: 'ada' });
  });
  afterAll(() => product.close());

  const call = (path: string, token?: string, init: RequestInit = {}) =>
    fetch(`${product.baseUrl}/v1/${path}`, {
      ...init,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(init.body ? { 'content-type': 'application/json' } : {}),
        ...init.headers,
      },
    });
  const issue = async (request: Record<string, unknown>) => {
    const answer = await call('credentials', admin, { method: 'POST', body: JSON.stringify(request) });
    expect(answer.status).toBe(201);
    return (await answer.json()) as { id: string; token: string };
  };

  it('gives the route the principal of the token', async () => {
    const token = await product.issueToken(['readings:read'], 'north', { staffId: 'RN-1' });
    expect(token).toMatch(/^tly_[A-Za-z0-9_-]{43}$/);
    expect(await (await call('probe/whoami', token)).json()).toMatchObject({
      kind: 'person',
      id: 'RN-1',
      practiceId: 'north',
      scopes: ['readings:read'],
      source: null,
      staffId: 'RN-1',
    });
  });

  it('gives the same answer for a missing, malformed, unknown, expired or revoked token', async () => {
    const scopes: Scope[] = ['readings:read'];
    const expired = await issue({
      kind: 'person',
      principalId: 'eve',
      scopes,
      expiresAt: '2026-03-01T06:00:00-06:00',
    });
    const revoked = await issue({ kind: 'person', principalId: 'rob', scopes });
    expect((await call('probe/whoami', revoked.token)).status).toBe(200);
    expect((await call(`credentials/${revoked.id}`, admin, { method: 'DELETE' })).status).toBe(204);
    const bodies = new Set<string>();
    for (const token of [undefined, '', 'x', `tly_${'a'.repeat(43)}`, expired.token, revoked.token]) {
      const answer = await call('probe/whoami', token);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      bodies.add(await answer.text());
    }
    expect(bodies.size).toBe(1);
  });

  it('ends a token at the instant it expires', async () => {
    const expiresAt = '2026-03-01T13:00:00Z';
    const { token } = await issue({
      kind: 'person',
      principalId: 'tim',
      scopes: ['readings:read'],
      expiresAt,
    });
    product.clock.moveTo('2026-03-01T12:59:59.999Z');
    expect((await call('probe/whoami', token)).status).toBe(200);
    product.clock.moveTo(expiresAt);
    expect((await call('probe/whoami', token)).status).toBe(401);
    product.clock.moveTo('2026-03-01T12:00:00Z');
  });

  it('admits only callers who hold every scope of the route', async () => {
    const some = await product.issueToken(['readings:read'], 'north');
    const answer = await call('probe/both', some);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ status: 403, detail: 'The token lacks: billing:write.' });
    const both = await product.issueToken(['billing:write', 'readings:read'], 'north');
    expect((await call('probe/both', both)).status).toBe(200);
    expect((await call('probe/whoami', admin)).status).toBe(403);
  });

  it('logs who was refused where, but nothing of the URL', async () => {
    const token = await product.issueToken(['records:read'], 'north', { principalId: 'curious' });
    const lines = async (path: string, sent?: string) => {
      const requestId = (await call(path, sent)).headers.get('x-request-id') ?? '';
      return product.logLines.filter((line) => line.includes(`"requestId":"${requestId}"`));
    };
    const [known, ...more] = await lines('probe/both?x=SECRET', token);
    expect(more).toEqual([]);
    expect(JSON.parse(known ?? '')).toMatchObject({
      ...{ level: 'warn', route: '/v1/probe/both', method: 'GET', status: 403 },
      ...{ practiceId: 'north', caller: 'curious' },
    });
    expect(known).not.toContain('SECRET');
    const [unknown] = await lines('probe/both');
    expect(JSON.parse(unknown ?? '')).toMatchObject({ level: 'warn', status: 401 });
    expect(unknown).not.toContain('practiceId');
  });

  it('closes a route that declares no scopes', async () => {
    expect((await call('probe/closed')).status).toBe(401);
    expect((await call('probe/closed', admin)).status).toBe(403);
  });

  it('accepts no local caller over TCP', async () => {
    const headers = { 'x-tally-local': '1', 'x-tally-practice': 'north' };
    expect((await call('probe/whoami', undefined, { headers })).status).toBe(401);
  });

  it('issues tokens only to administrators, and never shows one again', async () => {
    const request = { kind: 'gateway', principalId: 'hub', scopes: ['readings:write'], source: 'hub' };
    const { token } = await issue(request);
    const plain = await product.issueToken(['records:write'], 'north');
    const refused = await call('credentials', plain, { method: 'POST', body: JSON.stringify(request) });
    expect(refused.status).toBe(403);
    const list = await (await call('credentials', admin)).text();
    expect(list).toContain('"principalId":"hub"');
    expect(list).not.toContain(token);
    expect(list).not.toContain('tokenHash');
  });

  it('accepts no practice and no unknown scope from the body', async () => {
    for (const extra of [
      { practiceId: 'south' },
      { scopes: ['root'] },
      { kind: 'job' },
      { kind: 'gateway', source: null },
      { kind: 'gateway', source: 'hub', scopes: ['readings:write', 'records:read'] },
      { scheme: 'hmac' },
    ]) {
      const body = JSON.stringify({ kind: 'person', principalId: 'p', scopes: ['admin'], ...extra });
      const answer = await call('credentials', admin, { method: 'POST', body });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toHaveProperty('errors');
    }
  });

  it('keeps practices apart', async () => {
    const south = await product.issueToken(['admin'], 'south');
    const { id, token } = await issue({ kind: 'person', principalId: 'p', scopes: ['readings:read'] });
    expect((await call(`credentials/${id}`, south, { method: 'DELETE' })).status).toBe(404);
    expect((await call('probe/whoami', token)).status).toBe(200);
    expect(await (await call('credentials', south)).text()).not.toContain(id);
    expect(await (await call('audit?limit=1000', south)).text()).not.toContain(id);
  });

  it('logs each change once, with its actor and request, in pages', async () => {
    const { id } = await issue({ kind: 'person', principalId: 'q', scopes: ['admin'] });
    product.clock.advanceSeconds(1);
    const headers = { 'x-request-id': 'revoking-q' };
    await call(`credentials/${id}`, admin, { method: 'DELETE', headers });
    const seen: AuditPage['items'] = [];
    let next: string | null = null;
    do {
      const answer: Response = await call(`audit?limit=3${next === null ? '' : `&after=${next}`}`, admin);
      const page = (await answer.json()) as AuditPage;
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items);
      next = page.next;
    } while (next !== null);
    const whole = (await (await call('audit?limit=1000', admin)).json()) as AuditPage;
    // The first page fixed the end of the list; each page added an entry after it.
    expect(whole.items).toHaveLength(seen.length + Math.ceil(seen.length / 3));
    expect(seen).toEqual(whole.items.slice(0, seen.length));
    expect(seen.filter(({ ids }) => ids.includes(id))).toMatchObject([
      { action: 'credentials.issue', actor: { id: 'ada' } },
      { action: 'credentials.revoke', actor: { id: 'ada' }, requestId: 'revoking-q' },
    ]);
    for (const after of ['nonsense', 'W10', Buffer.from('[[0,"a"],[1e99,"b"]]').toString('base64url')])
      expect([after, (await call(`audit?after=${after}`, admin)).status]).toEqual([after, 400]);
    expect((await call('audit?limit=0', admin)).status).toBe(400);
  });

  it('ends a list of one entry per page, although each page adds an entry to the log', async () => {
    const east = await product.issueToken(['admin'], 'east');
    const first = (await (await call('audit?limit=1000', east)).json()) as AuditPage;
    const seen: string[] = [];
    let query = 'audit?limit=1';
    for (let steps = 0; query !== ''; steps += 1) {
      expect(steps).toBeLessThanOrEqual(first.items.length + 1);
      const page = (await (await call(query, east)).json()) as AuditPage;
      seen.push(...page.items.map(({ hash }) => hash));
      query = page.next === null ? '' : `audit?limit=1&after=${page.next}`;
      product.clock.advanceSeconds(1);
    }
    // Everything that was there at the start, including the entry of the first read.
    expect(seen.slice(0, -1)).toEqual(first.items.map(({ hash }) => hash));
  });

  it('keeps the digest and the count of every id, and the first twenty in full', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => `r${String(30 - n).padStart(2, '0')}`);
    const sorted = [...ids].sort();
    await product.app.get(AuditService).record(jobPrincipal('west'), {
      action: 'readings.ingest',
      entity: 'readings',
      ids,
      reason: 'backlog',
    });
    const west = await product.issueToken(['admin'], 'west');
    const { items } = (await (await call('audit', west)).json()) as AuditPage;
    expect(items.find(({ action }) => action === 'readings.ingest')).toEqual({
      id: expect.any(String),
      at: formatInstant(product.clock.now()),
      actor: { kind: 'job', id: 'tally' },
      action: 'readings.ingest',
      entity: 'readings',
      count: 30,
      digest: createHash('sha256').update(sorted.join('\n')).digest('hex'),
      ids: sorted.slice(0, 20),
      reason: 'backlog',
      before: null,
      after: null,
      requestId: null,
      from: null,
      patients: null,
      state: 'recorded',
      writer: expect.stringMatching(/^[0-9a-f]{24}$/),
      seq: 2,
      previousHash: items[0]?.hash,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('limits how often a caller may call the routes that hand out access', async () => {
    const busy = await product.issueToken(['admin'], 'busy');
    const statuses = new Set<number>();
    for (let round = 0; round < 13; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          call('credentials/none/rotate', busy, { method: 'POST', body: '{}' }),
        ),
      );
      for (const answer of answers) {
        statuses.add(answer.status);
        if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
    expect([...statuses]).toEqual([404, 429]);
    expect((await call('credentials', admin)).status).toBe(200);
  });

  it('writes no token to the log', () => {
    expect(product.logLines.join('')).not.toContain('tly_');
  });
});
