import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_SCOPES, holds, jobPrincipal, type Scope } from '../../src/modules/caller/principal.js';
import { CallLimitGuard } from '../../src/modules/identity/call-limit.guard.js';
import { CredentialsRepository } from '../../src/modules/identity/credentials/credentials.repository.js';
import { CredentialsService } from '../../src/modules/identity/credentials/credentials.service.js';
import { SessionsRepository } from '../../src/modules/identity/sessions/sessions.repository.js';
import { ROLES, scopesOf } from '../../src/modules/identity/users/role.js';
import { UsersRepository } from '../../src/modules/identity/users/users.repository.js';
import { UsersService } from '../../src/modules/identity/users/users.service.js';
import { StorageUnavailable } from '../../src/platform/database/embedded/store/storage-unavailable.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { setUpUser } from '../support/signed-in.js';
import { plantCanaries, textCanaries, type CanaryPractice } from './support/canary-practice.js';
import { faultRandom, say } from './support/fault-seed.js';
import { ForeignRequests, type ForeignRequest } from './support/foreign-requests.js';
import { productRoutes, type ProductRoute } from './support/product-routes.js';
import { routeSeeds } from './support/route-seeds.js';

type Sender = Readonly<Record<string, string>>;

const OTHER = 'other-practice';
const CANARY = textCanaries('A');
/** Routes without a scope, each for a reason: monitoring (metrics need their own token) and people who are not signed in yet. */
const PUBLIC = [
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'POST /v1/account-setup/finish',
  'POST /v1/account-setup/start',
  'POST /v1/session',
];

describe('every route against every kind of caller that must be refused', () => {
  let product: TestApp;
  let owner: CanaryPractice;
  let routes: readonly ProductRoute[] = [];
  let requests: ForeignRequests;
  let leaks = 0;
  let cases = 0;
  const wrong: string[] = [];
  const limited = CallLimitGuard.prototype.canActivate;

  beforeAll(async () => {
    CallLimitGuard.prototype.canActivate = () => true;
    product = await startTestApp();
    owner = await plantCanaries(product, 'A');
    routes = await productRoutes(product);
    const prepared = { folder: '', practiceId: '', patientIds: [], devices: [], staffIds: [] };
    requests = new ForeignRequests(faultRandom('access matrix'), routeSeeds(prepared), owner);
  }, 120_000);
  afterAll(async () => {
    CallLimitGuard.prototype.canActivate = limited;
    say(`access matrix: ${routes.length} routes, ${cases} cases, ${leaks} leaks`);
    await product.close();
  });

  const bearer = (token: string): Sender => ({ authorization: `Bearer ${token}` });
  const person = async (scopes: readonly Scope[], practiceId = owner.practiceId): Promise<Sender> =>
    bearer(await product.issueToken(scopes, practiceId, { staffId: 'DR' }));
  const gateway = async (): Promise<Sender> =>
    bearer(await product.issueToken(['readings:write'], owner.practiceId, { source: 'g' }));
  const guarded = () => routes.filter(({ rule }) => rule !== 'public');
  const scopesAsked = ({ rule }: ProductRoute): readonly Scope[] => (typeof rule === 'string' ? [] : rule);

  const send = async (request: ForeignRequest, sender: Sender) => {
    const answer = await fetch(product.baseUrl + request.path, {
      method: request.method,
      headers: { ...request.headers, 'x-tally-request': '1', ...sender },
      ...(request.body !== null && { body: request.body }),
    });
    const text = JSON.stringify([...answer.headers]) + (await answer.text());
    return { status: answer.status, text };
  };
  /** Sends one request as that caller and records any other status and any word of the owner's data. */
  const judge = async (route: ProductRoute, what: string, sender: Sender, allowed: readonly number[]) => {
    const { status, text } = await send(requests.of(route), sender);
    cases += 1;
    if (CANARY.test(text)) leaks += 1;
    if (!allowed.includes(status) || CANARY.test(text))
      wrong.push(`${route.method} ${route.path}, ${what}: ${status}`);
  };
  const expectNone = () => {
    expect(wrong).toEqual([]);
    expect(leaks).toBe(0);
  };
  const broken = async <T extends object>(
    target: T,
    method: keyof T,
    how: () => unknown,
    work: () => Promise<void>,
  ) => {
    const whole = target[method];
    target[method] = how as never;
    try {
      await work();
    } finally {
      target[method] = whole;
    }
  };

  it('knows every route and its rule, and few are public', async () => {
    expect(routes.filter(({ rule }) => rule === 'closed')).toEqual([]);
    const open = routes
      .filter(({ rule }) => rule === 'public')
      .map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual(PUBLIC);
    expect((await fetch(`${product.baseUrl}/metrics`)).status).toBeGreaterThanOrEqual(400);
    for (const route of routes) expect(requests.of(route).method).toBe(route.method);
  });

  it('without a token, or with one that no longer belongs to anyone', async () => {
    const issue = async (expiresAt: number | null) =>
      product.app.get(CredentialsService).issue(jobPrincipal(owner.practiceId), {
        kind: 'person',
        principalId: 'ada',
        scopes: ALL_SCOPES,
        expiresAt: expiresAt as never,
      });
    const expired = await issue(product.clock.now() - 1);
    const revoked = await issue(null);
    const whole = await issue(null);
    await product.app.get(CredentialsService).revoke(jobPrincipal(owner.practiceId), revoked.credential.id);
    const last = whole.token.endsWith('A') ? 'B' : 'A';
    const senders: Record<string, Sender> = {
      'no token': {},
      expired: bearer(expired.token),
      revoked: bearer(revoked.token),
      tampered: bearer(whole.token.slice(0, -1) + last),
      'cut short': bearer(whole.token.slice(0, -1)),
      'another scheme': { authorization: `Basic ${whole.token}` },
      'a signature of nobody': {
        authorization: `Tally-HMAC credential=${whole.credential.id}, timestamp=${Math.floor(product.clock.now() / 1000)}, signature=${'0'.repeat(64)}`,
      },
      'a made-up session': { cookie: `tally=ses_${'a'.repeat(43)}` },
    };
    for (const route of guarded())
      for (const [what, sender] of Object.entries(senders))
        await judge(route, what, sender, route.rule === 'local' ? [403] : [401]);
    expectNone();
  }, 120_000);

  it('with the session of a user who was disabled', async () => {
    const user = await setUpUser(product, owner.practiceId, 'leaver', ['administrator']);
    const { cookie } = user.browser;
    const users = product.app.get(UsersService);
    await setUpUser(product, owner.practiceId, 'stays', ['administrator']);
    expect((await user.browser.call('GET', 'session')).status).toBe(200);
    await users.disable(jobPrincipal(owner.practiceId), 'leaver', 'left');
    for (const route of guarded())
      await judge(route, 'disabled', { cookie: cookie ?? '' }, route.rule === 'local' ? [403] : [401]);
    expectNone();
  }, 60_000);

  it('with each role that lacks the scope, each other scope alone, and a gateway', async () => {
    const tokens = new Map<string, { scopes: readonly Scope[]; sender: Sender }>();
    for (const role of ROLES)
      tokens.set(role, { scopes: scopesOf([role]), sender: await person(scopesOf([role])) });
    for (const scope of ALL_SCOPES) tokens.set(scope, { scopes: [scope], sender: await person([scope]) });
    tokens.set('gateway', { scopes: ['readings:write'], sender: await gateway() });
    for (const route of guarded()) {
      for (const [what, { scopes, sender }] of tokens) {
        const isRefused =
          typeof route.rule === 'string' || scopesAsked(route).some((scope) => !holds({ scopes }, scope));
        if (isRefused) await judge(route, what, sender, [403]);
      }
    }
    expectNone();
  }, 240_000);

  it('with a token of another practice that holds every scope, and the ids of this one', async () => {
    const before = await owner.image();
    const sender = await person(ALL_SCOPES, OTHER);
    for (const route of guarded()) {
      for (let round = 0; round < 3; round += 1) {
        const { status, text } = await send(requests.of(route), sender);
        cases += 1;
        if (CANARY.test(text)) leaks += 1;
        if (status >= 500) wrong.push(`${route.method} ${route.path}, other practice: ${status}`);
      }
    }
    expectNone();
    expect(await owner.image()).toEqual(before);
  }, 120_000);

  it('while the permission store does not answer, or has lost its data', async () => {
    const credentials = product.app.get(CredentialsRepository);
    const sessions = product.app.get(SessionsRepository);
    const users = product.app.get(UsersRepository);
    const user = await setUpUser(product, owner.practiceId, 'asks', ['administrator', 'compliance']);
    const session: Sender = { cookie: user.browser.cookie ?? '' };
    // Never used before, so nothing about it is cached.
    const token = bearer(await product.issueToken(ALL_SCOPES, owner.practiceId));
    const fails = () => Promise.reject(new StorageUnavailable(new Error('no disk')));
    const breaks = () => Promise.reject(new TypeError('broken'));
    const empty = () => Promise.resolve(null);
    const all = async (what: string, sender: Sender, allowed: readonly number[]) => {
      for (const route of guarded())
        await judge(route, what, sender, route.rule === 'local' ? [403] : allowed);
    };
    for (const [what, how, allowed] of [
      ['unavailable', fails, [503]],
      ['broken', breaks, [500]],
      ['empty', empty, [401]],
    ] as const) {
      await broken(credentials, 'withTokenHash', how, () => all(`credentials ${what}`, token, allowed));
      await broken(sessions, 'withTokenHash', how, () => all(`sessions ${what}`, session, allowed));
      await broken(users, 'ofPractice', how, () => all(`users ${what}`, session, allowed));
    }
    expectNone();
    // Otherwise this proves nothing: both work while the store answers.
    const probe = { method: 'GET', path: '/v1/users', headers: {}, body: null };
    expect([(await send(probe, token)).status, (await send(probe, session)).status]).toEqual([200, 200]);
  }, 240_000);
});
