import { createHash, createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  bloodPressure,
  PRACTICE,
  startReadingPractice,
  type ReadingPractice,
} from '../support/reading-practice.js';
import { putStaff } from '../support/signed-in.js';
import { storedCollection } from '../support/stored-collection.js';

interface Shown {
  readonly id: string;
  readonly token: string;
  readonly state: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly rotatedFrom: string | null;
  readonly replacedBy: string | null;
}

const NOW = '2026-03-01T12:00:00Z';
const NOW_SECONDS = Date.parse(NOW) / 1000;
const GATEWAY = { kind: 'gateway', principalId: 'hub', scopes: ['readings:write'], source: 'hub' };

describe('credentials of gateways', () => {
  let product: ReadingPractice;
  let admin: string;
  let count = 0;
  beforeAll(async () => {
    product = await startReadingPractice({ now: NOW });
    admin = await product.issueToken(['admin'], PRACTICE, { principalId: 'ada' });
  });
  afterEach(() => product.clock.moveTo(NOW));
  afterAll(() => product.close());

  const call = async (method: string, path: string, body?: unknown, token = admin) => {
    const answer = await fetch(`${product.baseUrl}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text, body: (text === '' ? {} : JSON.parse(text)) as never };
  };
  const issue = async (change: object = {}): Promise<Shown> => {
    const answer = await call('POST', 'credentials', { ...GATEWAY, ...change });
    expect(answer.status).toBe(201);
    return answer.body;
  };
  const listed = async (id: string): Promise<Shown> => {
    const { items } = (await call('GET', 'credentials')).body as { items: Shown[] };
    return items.find((item) => item.id === id) as Shown;
  };
  const reading = (change: object = {}) => {
    return { ...bloodPressure({ externalId: `R-${++count}`, source: undefined }), ...change };
  };
  const post = async (token: string, body: unknown = reading()) =>
    (await call('POST', 'readings', body, token)).status;

  describe('rotated', () => {
    it('overlap: the old one stays valid until its new end, and both name each other', async () => {
      const former = await issue();
      const rotated = await call('POST', `credentials/${former.id}/rotate`, { overlapMinutes: 60 });
      expect(rotated.status).toBe(201);
      const next = rotated.body as Shown & { replaced: Shown };
      expect(next).toMatchObject({ ...GATEWAY, state: 'active', rotatedFrom: former.id, expiresAt: null });
      expect(next.token).not.toBe(former.token);
      expect(next.replaced).toMatchObject({
        state: 'expiring',
        replacedBy: next.id,
        expiresAt: '2026-03-01T13:00:00.000Z',
      });
      expect([await post(former.token), await post(next.token)]).toEqual([201, 201]);
      product.clock.moveTo('2026-03-01T12:59:59.999Z');
      expect(await post(former.token)).toBe(201);
      product.clock.moveTo('2026-03-01T13:00:00Z');
      expect([await post(former.token), await post(next.token)]).toEqual([401, 201]);
      expect(await listed(former.id)).toMatchObject({ state: 'expired', replacedBy: next.id });
    });

    it('keep their period of validity, and never gain time', async () => {
      const former = await issue({ expiresAt: '2026-03-01T18:00:00Z' });
      product.clock.moveTo('2026-03-01T14:00:00Z');
      const { body } = await call('POST', `credentials/${former.id}/rotate`, {});
      expect(body).toMatchObject({
        expiresAt: '2026-03-01T20:00:00.000Z',
        replaced: { expiresAt: '2026-03-01T18:00:00.000Z' },
      });
    });

    it('are rotated once, even on simultaneous requests, and leave no credential behind that nobody received', async () => {
      const former = await issue();
      const before = await storedCollection(product.app, 'credentials').countDocuments({});
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => call('POST', `credentials/${former.id}/rotate`, {})),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([
        201,
        ...Array.from({ length: 7 }, () => 409),
      ]);
      expect(await storedCollection(product.app, 'credentials').countDocuments({})).toBe(before + 1);
    });

    it("must be valid and of the caller's practice, and overlap at most 30 days", async () => {
      const { id } = await issue();
      expect((await call('POST', `credentials/${id}/rotate`, { overlapMinutes: 43_201 })).status).toBe(400);
      expect((await call('POST', `credentials/${id}/rotate`, { overlapMinutes: 0.5 })).status).toBe(400);
      const south = await product.issueToken(['admin'], 'south');
      expect((await call('POST', `credentials/${id}/rotate`, {}, south)).status).toBe(404);
      await call('DELETE', `credentials/${id}`);
      expect((await call('POST', `credentials/${id}/rotate`, {})).status).toBe(409);
    });

    it('with no overlap end at once', async () => {
      const former = await issue();
      expect(await post(former.token)).toBe(201);
      await call('POST', `credentials/${former.id}/rotate`, { overlapMinutes: 0 });
      expect(await post(former.token)).toBe(401);
    });
  });

  describe('issued too often', () => {
    const CALLS_MAX = 120;
    const times = async (path: string, body: unknown, token: string): Promise<Set<number>> => {
      const statuses = new Set<number>();
      for (let made = 0; made < CALLS_MAX; made += 1)
        statuses.add((await call(body === undefined ? 'GET' : 'POST', path, body, token)).status);
      return statuses;
    };

    it('are refused only to that caller, who may still list and revoke', async () => {
      const hasty = await product.issueToken(['admin'], PRACTICE, { principalId: 'hasty' });
      const { id } = await issue();
      const user = { name: 'N', roles: ['administrator'] };
      await call('POST', 'users', { ...user, id: 'one' });
      await call('POST', 'users', { ...user, id: 'two' });
      await times('credentials', {}, hasty);
      const [refused, rotated, made, reset] = await Promise.all([
        call('POST', 'credentials', GATEWAY, hasty),
        call('POST', `credentials/${id}/rotate`, {}, hasty),
        call('POST', 'users', { ...user, id: 'three' }, hasty),
        call('POST', 'users/one/reset', { reason: 'lost' }, hasty),
      ]);
      expect([refused, rotated, made, reset].map(({ status }) => status)).toEqual([429, 429, 429, 429]);
      expect((await call('GET', 'credentials', undefined, hasty)).status).toBe(200);
      expect((await call('POST', 'users/two/disable', { reason: 'left' }, hasty)).status).toBe(200);
      expect((await call('DELETE', `credentials/${id}`, undefined, hasty)).status).toBe(204);
      await issue();
    });

    it('do not count reads', async () => {
      const reader = await product.issueToken(['audit:read'], PRACTICE, { principalId: 'reader' });
      expect(await times('credentials', undefined, reader)).toEqual(new Set([200]));
      expect(await times('users', undefined, reader)).toEqual(new Set([200]));
      const { id } = await issue();
      expect((await call('DELETE', `credentials/${id}`)).status).toBe(204);
    });
  });

  it('of people act only as staff of the practice, and the log says as whom and until when', async () => {
    const person = { kind: 'person', principalId: 'kim', scopes: ['time:read'], staffId: 'RN-KIM' };
    const refused = await call('POST', 'credentials', person);
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      errors: [{ path: 'staffId', message: 'must be the id of a staff record' }],
    });
    await putStaff(product, PRACTICE, 'RN-KIM');
    const expiresAt = '2026-04-01T00:00:00.000Z';
    const { status, body } = await call('POST', 'credentials', { ...person, expiresAt });
    expect(status).toBe(201);
    const { items } = (await call('GET', 'audit?limit=1000')).body as { items: { ids: string[] }[] };
    const entry = items.find(({ ids }) => ids.includes((body as Shown).id));
    expect(entry).toMatchObject({ action: 'credentials.issue', after: { staffId: 'RN-KIM', expiresAt } });
  });

  it('show when they were last used, updated once an hour', async () => {
    const { id, token } = await issue();
    expect((await listed(id)).lastUsedAt).toBeNull();
    await post(token);
    for (let tries = 0; (await listed(id)).lastUsedAt === null && tries < 50; tries += 1);
    expect((await listed(id)).lastUsedAt).toBe('2026-03-01T12:00:00.000Z');
  });

  it('can send readings of their own source and nothing else', async () => {
    const { token } = await issue({ source: 'hub-a' });
    expect(await post(token, reading({ source: 'hub-b' }))).toBe(403);
    const named = await call('POST', 'readings', [reading(), reading({ source: 'hub-b' })], token);
    expect(named.body).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', reason: 'wrong_source' },
    ]);
    for (const path of ['readings?patientId=P1', 'patients', 'credentials', 'practice', 'charges', 'audit'])
      expect((await call('GET', path, undefined, token)).status).toBe(403);
  });

  it('can only send readings, whatever scopes are stored', async () => {
    const { id, token } = await issue();
    await storedCollection(product.app, 'credentials').updateOne(
      { id },
      { $set: { scopes: ['readings:write', 'admin', 'records:read'] } },
    );
    expect((await call('GET', 'patients', undefined, token)).status).toBe(403);
    expect(await post(token)).toBe(201);
  });

  describe('that sign requests', () => {
    interface Signed {
      readonly path?: string;
      readonly method?: string;
      readonly body?: string;
      readonly sent?: string;
      readonly seconds?: number;
      readonly type?: string;
      readonly id?: string;
      readonly secret?: string;
    }
    const authorization = ({ id, token }: Shown, parts: Signed) => {
      const { method = 'POST', path = '/v1/readings', body = '', seconds = NOW_SECONDS } = parts;
      const digest = createHash('sha256').update(body).digest('hex');
      const signature = createHmac('sha256', parts.secret ?? token)
        .update(`${seconds}.${method}.${path}.${digest}`)
        .digest('hex');
      return `Tally-HMAC credential=${parts.id ?? id}, timestamp=${seconds}, signature=${signature}`;
    };
    const send = async (given: Shown, parts: Signed, header = authorization(given, parts)) => {
      const { method = 'POST', path = '/v1/readings', body = '', type = 'application/json' } = parts;
      const answer = await fetch(`${product.baseUrl}${path}`, {
        method,
        headers: { authorization: header, ...(method === 'GET' ? {} : { 'content-type': type }) },
        ...(method !== 'GET' && { body: parts.sent ?? body }),
      });
      return { status: answer.status, text: await answer.text() };
    };
    const body = (change: object = {}) => JSON.stringify(reading(change));

    it('are accepted, with one reading or a batch of almost 2 MiB', async () => {
      const given = await issue({ scheme: 'hmac' });
      expect(given.token).toMatch(/^hms_[A-Za-z0-9_-]{43}$/);
      expect((await send(given, { body: body() })).status).toBe(201);
      const padded = `[${body()}${' '.repeat(2_000_000)}]`;
      expect((await send(given, { body: padded })).status).toBe(200);
      expect(await send(given, { body: `${body()}${' '.repeat(3_000_000)}` })).toMatchObject({ status: 413 });
    });

    it('are accepted within 300 seconds before or after the clock, and no further', async () => {
      const given = await issue({ scheme: 'hmac' });
      for (const [away, status] of [
        [-301, 401],
        [-300, 201],
        [300, 201],
        [301, 401],
      ] as const)
        expect([away, (await send(given, { body: body(), seconds: NOW_SECONDS + away })).status]).toEqual([
          away,
          status,
        ]);
    });

    it('are refused when any signed part is changed', async () => {
      const given = await issue({ scheme: 'hmac' });
      const right = body();
      const other = await issue({ scheme: 'hmac', source: 'hub-2' });
      const header = authorization(given, { body: right });
      const attempts: Signed[] = [
        { body: right, sent: body() },
        { body: right, sent: ` ${right}` },
        { body: right, path: '/v1/readings?a=1' },
        { body: right, secret: other.token },
        { body: right, id: other.id },
        { body: right, id: 'cred_unknown' },
      ];
      const texts = new Set<string>();
      for (const attempt of attempts) {
        const headerOf = attempt.secret || attempt.id ? authorization(given, attempt) : header;
        const { status, text } = await send(given, attempt, headerOf);
        expect([attempt, status]).toEqual([attempt, 401]);
        texts.add(text);
      }
      expect(texts.size).toBe(1);
      expect(
        (await send(given, { body: right }, header.replace(`${NOW_SECONDS}`, `${NOW_SECONDS + 1}`))).status,
      ).toBe(401);
      expect((await send(given, { body: right }, header)).status).toBe(201);
    });

    it('are accepted once', async () => {
      const given = await issue({ scheme: 'hmac' });
      const text = body();
      const header = authorization(given, { body: text });
      const answers = await Promise.all(Array.from({ length: 5 }, () => send(given, { body: text }, header)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401, 401, 401]);
      const later = await send(given, { body: text, seconds: NOW_SECONDS + 1 });
      expect(later.status).toBe(200);
    });

    it('cannot be streams, because lines would be stored before the end is known', async () => {
      const given = await issue({ scheme: 'hmac' });
      const before = await storedCollection(product.app, 'readings').countDocuments({});
      const parts = { body: `${body()}\n`, type: 'application/x-ndjson' };
      expect((await send(given, parts)).status).toBe(415);
      expect(await storedCollection(product.app, 'readings').countDocuments({})).toBe(before);
    });

    it('reach only readings, end when revoked, and can be rotated', async () => {
      const given = await issue({ scheme: 'hmac' });
      expect((await send(given, { method: 'GET', path: '/v1/patients' })).status).toBe(403);
      const rotated = (await call('POST', `credentials/${given.id}/rotate`, {})).body as Shown;
      expect(rotated.token).toMatch(/^hms_/);
      expect((await send(rotated, { body: body() })).status).toBe(201);
      expect((await send(given, { body: body() })).status).toBe(201);
      await call('DELETE', `credentials/${given.id}`);
      expect((await send(given, { body: body() })).status).toBe(401);
      expect((await send(rotated, { body: body() })).status).toBe(201);
    });

    it('do not work as bearer tokens, nor bearer tokens as secrets', async () => {
      const signs = await issue({ scheme: 'hmac' });
      expect(await post(signs.token)).toBe(401);
      const bears = await issue();
      expect((await send(bears, { body: body() })).status).toBe(401);
    });

    it('are stored encrypted, listed without secrets, and kept out of the log', async () => {
      const given = await issue({ scheme: 'hmac' });
      await send(given, { body: body() });
      const stored = JSON.stringify(await storedCollection(product.app, 'credentials').find({}).toArray());
      const shown = (await call('GET', 'credentials')).text + (await call('GET', 'audit?limit=1000')).text;
      for (const text of [stored, shown, product.logLines.join('')]) {
        expect(text).not.toContain(given.token);
        expect(text).not.toContain(given.token.slice(4, 20));
      }
      expect(shown).not.toContain('secret');
    });
  });
});
