import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { SessionsRepository } from '../../src/modules/identity/sessions/sessions.repository.js';
import { UsersRepository } from '../../src/modules/identity/users/users.repository.js';
import { UsersService } from '../../src/modules/identity/users/users.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { watchScans } from '../support/explain-query.js';
import { Browser, codeOf, PASSWORD, setUpUser, type TestUser } from '../support/signed-in.js';
import { storedCollection } from '../support/stored-collection.js';

const MINUTE = 60;
const HOUR = 3600;
const NEW_PASSWORD = 'lantern orbit walnut';

interface Listed {
  items: { id: string; current: boolean; agent: string | null; address: string; lastSeenAt: string }[];
}

describe('a session', () => {
  let product: TestApp;
  let users: UsersService;
  let scans: () => string[];
  let count = 0;
  beforeAll(async () => {
    product = await startTestApp({ now: '2026-03-01T12:00:00Z' });
    users = product.app.get(UsersService);
    const connection = product.app.get<Connection>(getConnectionToken());
    scans = process.env['MONGODB_URI'] ? () => [] : watchScans(connection);
    await setUpUser(product, 'north', 'root', ['administrator']);
  });
  afterAll(() => product.close());

  const someone = (practice = 'north') => setUpUser(product, practice, `user-${++count}`, ['administrator']);
  const isOpen = async (browser: Browser) => (await browser.call('GET', 'session')).status === 200;
  const signIn = async (user: TestUser, headers = {}) => {
    product.clock.advanceSeconds(30);
    const browser = new Browser(product);
    const body = { practice: user.practice, user: user.id, password: PASSWORD };
    await browser.call('POST', 'session', { ...body, code: codeOf(product, user.secret) }, headers);
    return browser;
  };
  const list = async (browser: Browser) =>
    ((await browser.call('GET', 'sessions')).body as unknown as Listed).items;

  it('ends after fifteen minutes without a request', async () => {
    const { browser } = await someone();
    expect(await isOpen(browser)).toBe(true);
    product.clock.advanceSeconds(15 * MINUTE - 1);
    expect(await isOpen(browser)).toBe(true);
    product.clock.advanceSeconds(15 * MINUTE);
    expect(await isOpen(browser)).toBe(false);
  });

  it('ends after twelve hours, however busy', async () => {
    const { browser } = await someone();
    // Setting up the account moved the clock forward by a step.
    product.clock.advanceSeconds(-30);
    for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
      product.clock.advanceSeconds(10 * MINUTE);
      expect(await isOpen(browser)).toBe(true);
    }
    product.clock.advanceSeconds(10 * MINUTE - 1);
    expect(await isOpen(browser)).toBe(true);
    product.clock.advanceSeconds(1);
    expect(await isOpen(browser)).toBe(false);
  });

  it('does not exist for a token that is altered, truncated, invented or in another cookie', async () => {
    const { browser } = await someone();
    const cookie = browser.cookie ?? '';
    const token = cookie.slice('tally='.length);
    const flipped = [...token].map((character, index) => {
      const other = character === 'A' ? 'B' : 'A';
      return token.slice(0, index) + other + token.slice(index + 1);
    });
    const forged = [...flipped, '', token.slice(0, -1), `${token}A`, `ses_${'a'.repeat(43)}`];
    const texts = new Set<string>();
    for (const value of [...forged.map((each) => `tally=${each}`), `Tally=${token}`, `xtally=${token}`]) {
      const answer = await browser.call('GET', 'session', undefined, { cookie: value });
      expect([value, answer.status]).toEqual([value, 401]);
      texts.add(answer.text);
    }
    texts.add((await browser.call('GET', 'session', undefined, { cookie: undefined })).text);
    expect(texts.size).toBe(1);
    const authorization = `Bearer ${token}`;
    expect((await browser.call('GET', 'users', undefined, { authorization })).status).toBe(401);
    expect((await browser.call('GET', 'session', undefined, { cookie: `a=b; ${cookie}; c` })).status).toBe(
      200,
    );
  });

  it('ends when its user signs out, is disabled or reset, and a disabled user cannot start another', async () => {
    const [out, disabled, reset] = [await someone(), await someone(), await someone()];
    const second = await signIn(out);
    const cookie = out.browser.cookie ?? '';
    const gone = await out.browser.call('DELETE', 'session');
    expect([gone.status, gone.headers.get('set-cookie')]).toEqual([
      204,
      'tally=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0',
    ]);
    expect((await out.browser.call('GET', 'session', undefined, { cookie })).status).toBe(401);
    expect(await isOpen(second)).toBe(true);
    await users.disable(jobPrincipal('north'), disabled.id, 'left');
    expect(await isOpen(disabled.browser)).toBe(false);
    expect(await isOpen(await signIn(disabled))).toBe(false);
    await users.enable(jobPrincipal('north'), disabled.id, 'came back');
    expect(await isOpen(disabled.browser)).toBe(false);
    expect(await isOpen(await signIn(disabled))).toBe(true);
    await users.reset(jobPrincipal('north'), reset.id, { reason: 'lost the phone' });
    expect(await isOpen(reset.browser)).toBe(false);
  });

  it('ends with the write that ends it, even if a crash leaves it in the store', async () => {
    const [disabled, changed] = [await someone(), await someone()];
    const former = await signIn(changed);
    product.clock.advanceSeconds(30);
    const sweep = jest.spyOn(product.app.get(SessionsRepository), 'removeBefore').mockResolvedValue();
    try {
      await users.disable(jobPrincipal('north'), disabled.id, 'left');
      expect(await isOpen(disabled.browser)).toBe(false);
      await users.enable(jobPrincipal('north'), disabled.id, 'came back');
      expect(await isOpen(disabled.browser)).toBe(false);
      const body = { password: PASSWORD, newPassword: NEW_PASSWORD, code: codeOf(product, changed.secret) };
      expect((await changed.browser.call('POST', 'session/password', body)).status).toBe(200);
      expect(await isOpen(former)).toBe(false);
      expect(await list(changed.browser)).toHaveLength(1);
      expect(sweep).toHaveBeenCalledTimes(2);
    } finally {
      sweep.mockRestore();
    }
  });

  it('changes with the roles of its user at once', async () => {
    const { browser, id } = await someone();
    expect((await browser.call('GET', 'users')).status).toBe(200);
    await users.change(jobPrincipal('north'), id, { roles: ['biller'] });
    expect((await browser.call('GET', 'users')).status).toBe(403);
    expect((await browser.call('GET', 'charges')).status).toBe(200);
  });

  it('ends when the password changes, and is replaced by a new one', async () => {
    const user = await someone();
    const other = await signIn(user);
    product.clock.advanceSeconds(30);
    const before = user.browser.cookie;
    const change = (changes: object) =>
      user.browser.call('POST', 'session/password', {
        ...{ password: PASSWORD, newPassword: NEW_PASSWORD, code: codeOf(product, user.secret) },
        ...changes,
      });
    expect((await change({ password: NEW_PASSWORD })).status).toBe(403);
    expect((await change({ code: '000000' })).status).toBe(403);
    expect((await change({ newPassword: 'password12345' })).body).toMatchObject({
      errors: [{ path: 'newPassword' }],
    });
    expect(await isOpen(other)).toBe(true);
    expect((await change({})).status).toBe(200);
    expect(user.browser.cookie).not.toBe(before);
    expect(await isOpen(user.browser)).toBe(true);
    expect(await isOpen(other)).toBe(false);
    expect((await user.browser.call('GET', 'session', undefined, { cookie: before ?? '' })).status).toBe(401);
    expect(await isOpen(await signIn(user))).toBe(false);
  });

  it('counts wrong passwords in a stolen session like any others', async () => {
    const { browser, secret } = await someone();
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      product.clock.advanceSeconds(1);
      const proof = { password: NEW_PASSWORD, code: codeOf(product, secret) };
      statuses.push((await browser.call('POST', 'session/recovery-codes', proof)).status);
    }
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
  });

  it('is listed only for its user, who can end single ones', async () => {
    const user = await someone();
    const stranger = await someone();
    const sameName = await setUpUser(product, 'south', user.id, ['biller']);
    const phone = await signIn(user, { 'user-agent': 'Phone 1' });
    const sessions = await list(user.browser);
    expect(sessions.map(({ current }) => current)).toEqual([true, false]);
    expect(sessions[1]).toMatchObject({ agent: 'Phone 1', address: '127.0.0.1' });
    expect(JSON.stringify(sessions)).not.toContain('ses_');
    const id = sessions[1]?.id ?? '';
    for (const { browser } of [stranger, sameName]) {
      expect((await list(browser)).map((each) => each.id)).not.toContain(id);
      expect((await browser.call('POST', `sessions/${id}/end`, { code: '123456' })).status).toBe(404);
    }
    expect(await isOpen(phone)).toBe(true);
    // Someone who has only the session cannot end the owner's other sessions.
    product.clock.advanceSeconds(30);
    const code = codeOf(product, user.secret);
    const end = (body: object) => user.browser.call('POST', `sessions/${id}/end`, body);
    expect((await end({})).status).toBe(400);
    for (const wrong of ['000000', user.recoveryCodes[0], PASSWORD])
      expect((await end({ code: wrong })).status).toBe(403);
    expect(await isOpen(phone)).toBe(true);
    expect((await end({ code })).status).toBe(204);
    expect(await isOpen(phone)).toBe(false);
    expect((await end({ code })).status).toBe(404);
    expect(await list(user.browser)).toHaveLength(1);
  });

  it('is replaced by the next one in the same browser', async () => {
    const user = await someone();
    const first = user.browser.cookie ?? '';
    const body = { practice: 'north', user: user.id, password: PASSWORD };
    await user.browser.call('POST', 'session', { ...body, code: codeOf(product, user.secret) });
    expect(await isOpen(user.browser)).toBe(true);
    expect((await user.browser.call('GET', 'session', undefined, { cookie: first })).status).toBe(401);
  });

  it('of one practice cannot read or change anything of another', async () => {
    const north = await someone();
    const south = await someone('south');
    expect((await south.browser.call('GET', `users/${north.id}`)).status).toBe(404);
    expect((await south.browser.call('POST', `users/${north.id}/disable`, { reason: 'x' })).status).toBe(404);
    const headers = { 'x-tally-practice': 'north', 'x-tally-local': '1' };
    const seen = await south.browser.call('GET', 'users', undefined, headers);
    expect(seen.text).not.toContain(north.id);
    expect(await isOpen(north.browser)).toBe(true);
  });

  it('admits nobody while the users cannot be read', async () => {
    const { browser } = await someone();
    const failing = jest
      .spyOn(product.app.get(UsersRepository), 'ofPractice')
      .mockRejectedValue(Object.assign(new Error('gone'), { name: 'StorageUnavailable' }));
    try {
      const answer = await browser.call('GET', 'users');
      expect(answer.status).toBe(503);
      expect(answer.body).not.toHaveProperty('items');
    } finally {
      failing.mockRestore();
    }
    expect(await isOpen(browser)).toBe(true);
  });

  it('is not for bearer tokens, and is ignored when there is one', async () => {
    const { browser } = await someone();
    const token = await product.issueToken(['records:read'], 'north');
    const authorization = `Bearer ${token}`;
    expect((await browser.call('GET', 'session', undefined, { authorization })).status).toBe(403);
    expect((await browser.call('GET', 'users', undefined, { authorization })).status).toBe(403);
    expect((await browser.call('GET', 'users', undefined, { authorization: 'Basic eDp5' })).status).toBe(401);
  });

  describe('used by a page of another site', () => {
    const reason = { reason: 'x' };
    const foreign: [string, Record<string, string | undefined>][] = [
      ['without the header of the own page', { 'x-tally-request': undefined }],
      ['from another origin', { origin: 'https://evil.example' }],
      ['from no origin', { origin: 'null' }],
      ['from another port', { origin: 'http://127.0.0.1:1' }],
      ['as cross-site', { 'sec-fetch-site': 'cross-site' }],
      ['as same-site', { 'sec-fetch-site': 'same-site' }],
    ];

    it.each(foreign)('changes nothing: %s', async (_name, headers) => {
      const { browser } = await someone();
      const target = await someone();
      const path = `users/${target.id}/disable`;
      expect((await browser.call('POST', path, reason, headers)).status).toBe(403);
      expect((await browser.call('DELETE', 'session', undefined, headers)).status).toBe(403);
      expect(await isOpen(target.browser)).toBe(true);
      expect((await browser.call('POST', path, reason, { origin: product.baseUrl })).status).toBe(200);
    });

    it.each(foreign.slice(1))('does not sign in: %s', async (_name, headers) => {
      const user = await someone();
      const browser = new Browser(product);
      const body = { practice: 'north', user: user.id, password: PASSWORD };
      const answer = await browser.call(
        'POST',
        'session',
        { ...body, code: codeOf(product, user.secret) },
        headers,
      );
      expect([answer.status, browser.cookie]).toEqual([403, null]);
    });

    it('approves no CORS preflight of another site', async () => {
      const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
      const answer = await fetch(`${product.baseUrl}/v1/session`, { method: 'OPTIONS', headers });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    });
  });

  it('is removed from the store after it has ended', async () => {
    product.clock.advanceSeconds(13 * HOUR);
    await someone();
    expect(await storedCollection(product.app, 'sessions').countDocuments({})).toBe(1);
  });

  it('is found only through indexes, as are users and attempts', () => {
    expect(scans()).toEqual([]);
  });
});

describe('a session behind a proxy that speaks HTTPS', () => {
  let product: TestApp;
  beforeAll(async () => {
    const env = { TALLY_PUBLIC_URL: 'https://tally.example.org', TALLY_PROXY_HOPS: '1' };
    product = await startTestApp({ now: '2026-03-01T12:00:00Z', env });
  });
  afterAll(() => product.close());

  it('has a cookie only for HTTPS and this host', async () => {
    const { browser } = await setUpUser(product, 'north', 'ada', ['administrator']);
    expect(browser.cookie).toMatch(/^__Host-tally=ses_/);
    const plain = browser.cookie?.replace('__Host-', '');
    expect((await browser.call('GET', 'session')).status).toBe(200);
    expect((await browser.call('GET', 'session', undefined, { cookie: plain })).status).toBe(401);
    const gone = await browser.call('DELETE', 'session', undefined, { origin: 'https://tally.example.org' });
    expect(gone.headers.get('set-cookie')).toBe(
      '__Host-tally=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0',
    );
  });

  it('accepts changes only from the public address', async () => {
    const { browser } = await setUpUser(product, 'north', 'bob', ['administrator']);
    const end = (origin: string) => browser.call('DELETE', 'session', undefined, { origin });
    expect((await end(product.baseUrl)).status).toBe(403);
    expect((await end('http://tally.example.org')).status).toBe(403);
    expect((await end('https://tally.example.org')).status).toBe(204);
  });

  it('counts attempts by the address that the proxy saw, with a /64 network as one', async () => {
    const attempt = async (n: number, from: string) => {
      const body = { practice: 'north', user: `guess-${n}`, password: PASSWORD, code: '000000' };
      const headers = { 'x-forwarded-for': from };
      return (await new Browser(product).call('POST', 'session', body, headers)).status;
    };
    for (let n = 0; n < 30; n += 1)
      expect(await attempt(n, `203.0.113.${n}, 2001:DB8:0:7::${n.toString(16)}`)).toBe(401);
    expect(await attempt(31, '198.51.100.1, 2001:db8::7:1:2:3:4')).toBe(429);
    expect(await attempt(32, '2001:db8:0:7::1, 2001:db8:0:8::1')).toBe(401);
  });
});
