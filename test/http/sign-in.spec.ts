import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { UsersService } from '../../src/modules/identity/users/users.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Browser, codeOf, PASSWORD, setUpAccount, setUpUser, type TestUser } from '../support/signed-in.js';
import { storedCollection } from '../support/stored-collection.js';

const WRONG = 'meadow copper winter 3';
const DAY_SECONDS = 86_400;

describe('signing in', () => {
  let product: TestApp;
  let ada: TestUser;
  beforeAll(async () => {
    product = await startTestApp({ now: '2026-03-01T12:00:00Z' });
    ada = await setUpUser(product, 'north', 'ada', ['administrator']);
  });
  afterAll(() => product.close());
  // Attempts of other tests are forgotten, and every code is a new one.
  beforeEach(() => product.clock.advanceSeconds(2 * DAY_SECONDS));

  const body = (user: TestUser, changes: Record<string, unknown> = {}) => ({
    practice: user.practice,
    user: user.id,
    password: PASSWORD,
    code: codeOf(product, user.secret),
    ...changes,
  });
  const signIn = (changes: Record<string, unknown> = {}, user = ada, browser = new Browser(product)) =>
    browser.call('POST', 'session', body(user, changes));
  const audit = async (practice: string) => {
    const token = await product.issueToken(['audit:read'], practice);
    const authorization = `Bearer ${token}`;
    const { body: page } = await new Browser(product).call('GET', 'audit?limit=1000', undefined, {
      authorization,
    });
    return (page as unknown as { items: { action: string; ids: string[]; actor: { id: string } }[] }).items;
  };

  describe('account setup', () => {
    const invite = async (id: string) => {
      const request = { id, name: 'Some One', roles: ['biller' as const], staffId: null };
      const made = await product.app.get(UsersService).create(jobPrincipal('north'), request);
      if (made.outcome !== 'created') throw new Error('there is such a user');
      return made.token;
    };
    const start = (token: string) => new Browser(product).call('POST', 'account-setup/start', { token });
    const finish = (token: string, changes: object, browser = new Browser(product)) =>
      browser.call('POST', 'account-setup/finish', { token, password: PASSWORD, code: '000000', ...changes });
    const secretOf = async (token: string) =>
      ((await start(token)).body as unknown as { totp: { secret: string } }).totp.secret;

    it('shows the same secret until a code confirms it, then signs in with the role', async () => {
      const token = await invite('bea');
      expect((await finish(token, {})).status).toBe(409);
      const secret = await secretOf(token);
      expect(await secretOf(token)).toBe(secret);
      expect((await finish(token, { code: '00000O' })).body).toMatchObject({ errors: [{ path: 'code' }] });
      const browser = new Browser(product);
      const done = await finish(token, { code: codeOf(product, secret) }, browser);
      expect(done.body).toMatchObject({
        practiceId: 'north',
        user: { id: 'bea', roles: ['biller'] },
        scopes: ['records:limited', 'practice:read', 'progress:read', 'billing:read', 'billing:write'],
        recoveryCodesLeft: 10,
      });
      expect(done.body['recoveryCodes']).toHaveLength(10);
      expect((await browser.call('GET', 'charges')).status).toBe(200);
      expect((await browser.call('GET', 'users')).status).toBe(403);
    });

    it('refuses weak passwords and says why, without using up the token', async () => {
      const token = await invite('cid');
      const secret = await secretOf(token);
      for (const password of ['short', 'password12345', 'x'.repeat(200)]) {
        const answer = await finish(token, { password, code: codeOf(product, secret) });
        expect([answer.status, answer.body['errors']]).toEqual([
          400,
          [{ path: 'password', message: expect.any(String) }],
        ]);
      }
      expect((await finish(token, { code: codeOf(product, secret) })).status).toBe(200);
    });

    it('gives the same answer for a token that is unknown, used, expired, replaced, or of a disabled user', async () => {
      const used = await invite('dot');
      const secret = await secretOf(used);
      expect((await finish(used, { code: codeOf(product, secret) })).status).toBe(200);
      const replaced = await invite('eli');
      await product.app.get(UsersService).reset(jobPrincipal('north'), 'eli', { reason: 'lost' });
      const disabled = await invite('fay');
      await product.app.get(UsersService).disable(jobPrincipal('north'), 'fay', 'left');
      const expired = await invite('gus');
      expect((await start(expired)).status).toBe(200);
      product.clock.advanceSeconds(3 * DAY_SECONDS);
      const texts = new Set<string>();
      for (const token of [`setup_${'a'.repeat(43)}`, 'x', used, replaced, disabled, expired]) {
        for (const answer of [await start(token), await finish(token, { code: codeOf(product, secret) })]) {
          expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
          texts.add(answer.text);
        }
      }
      expect(texts.size).toBe(1);
    });

    it('admits one of two callers who use the token at the same time', async () => {
      const token = await invite('hal');
      const secret = await secretOf(token);
      const code = codeOf(product, secret);
      const answers = await Promise.all([1, 2, 3].map(() => finish(token, { code })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    });

    it('does not accept the code that confirmed it again', async () => {
      const token = await invite('ian');
      const secret = await secretOf(token);
      const code = codeOf(product, secret);
      expect((await finish(token, { code })).status).toBe(200);
      const ian = { ...ada, id: 'ian', secret };
      expect((await signIn({ code }, ian)).status).toBe(401);
      product.clock.advanceSeconds(30);
      expect((await signIn({}, ian)).status).toBe(200);
    });
  });

  it('grants what the roles allow, with a cookie that scripts cannot read', async () => {
    const browser = new Browser(product);
    const answer = await signIn({ user: ' ADA ' }, ada, browser);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^tally=ses_[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.text).not.toContain('ses_');
    expect((await browser.call('GET', 'users')).status).toBe(200);
    expect((await browser.call('GET', 'patients')).status).toBe(403);
    expect((await browser.call('GET', 'session')).body).toMatchObject({
      practiceId: 'north',
      user: { id: 'ada' },
      scopes: ['practice:read', 'audit:read', 'admin'],
    });
    expect((await audit('north')).filter(({ actor }) => actor.id === 'ada').at(-1)?.action).toBe(
      'sessions.begin',
    );
  });

  it('gives the same refusal, whatever is wrong', async () => {
    const off = await setUpUser(product, 'north', 'off', ['administrator']);
    await product.app.get(UsersService).disable(jobPrincipal('north'), 'off', 'left');
    await product.app.get(UsersService).create(jobPrincipal('north'), {
      ...{ id: 'new', name: 'New', roles: ['biller'], staffId: null },
    });
    const answers = [
      await signIn({ password: WRONG }),
      await signIn({ code: '000000' }),
      await signIn({ code: '０００００0' }),
      await signIn({ user: 'nobody' }),
      await signIn({ practice: 'nowhere' }),
      await signIn({ practice: 'south' }),
      await signIn({}, off),
      await signIn({ user: 'new' }),
      await signIn({ user: 'ada:north' }),
    ];
    const seen = answers.map(({ status, text, headers }) => ({
      ...{ status, text, cookie: headers.get('set-cookie'), names: [...headers.keys()].sort().join() },
    }));
    expect(seen.every((each) => JSON.stringify(each) === JSON.stringify(seen[0]))).toBe(true);
    expect(seen[0]).toMatchObject({ status: 401, cookie: null });
    // Names that do not exist are in no audit log, but the server's log has a line for each attempt.
    const logged = product.logLines.join('');
    for (const { headers } of answers)
      expect(logged).toContain(
        `"requestId":"${headers.get('x-request-id')}","method":"POST","route":"/v1/session","status":401`,
      );
    expect((await signIn()).status).toBe(200);
  });

  it('hashes a password for names that do not exist too', async () => {
    const { PasswordHasher } = await import('../../src/platform/crypto/passwords/password-hasher.js');
    const hasher = product.app.get(PasswordHasher);
    const real = hasher.verify.bind(hasher);
    const worked: boolean[] = [];
    hasher.verify = async (password, hash) => {
      const matches = await real(password, hash);
      worked.push(hash !== null);
      return matches;
    };
    try {
      await signIn({ password: WRONG });
      await signIn({ user: 'nobody' });
    } finally {
      hasher.verify = real;
    }
    expect(worked).toEqual([true, false]);
  });

  it('accepts a one-time code once, and none of an earlier step after it', async () => {
    const early = codeOf(product, ada.secret);
    product.clock.advanceSeconds(30);
    const code = codeOf(product, ada.secret);
    expect((await signIn({ code })).status).toBe(200);
    expect((await signIn({ code })).status).toBe(401);
    expect((await signIn({ code: early })).status).toBe(401);
    product.clock.advanceSeconds(30);
    const [first, second] = await Promise.all([signIn(), signIn()]);
    expect([first.status, second.status].sort()).toEqual([200, 401]);
  });

  it('compares the password exactly', async () => {
    for (const password of [PASSWORD.toUpperCase(), `${PASSWORD} `, PASSWORD.slice(0, -1)])
      expect((await signIn({ password })).status).toBe(401);
    expect((await signIn()).status).toBe(200);
  });

  it('does not use up a code when the password is wrong', async () => {
    expect((await signIn({ password: WRONG })).status).toBe(401);
    expect((await signIn()).status).toBe(200);
  });

  it('accepts each recovery code once, however it is written, and renews them', async () => {
    const rob = await setUpUser(product, 'north', 'rob', ['biller']);
    const [first = '', second = ''] = rob.recoveryCodes;
    expect((await signIn({ code: first }, rob)).body).toMatchObject({ recoveryCodesLeft: 9 });
    expect((await signIn({ code: first }, rob)).status).toBe(401);
    const written = second.toLowerCase().replaceAll('-', ' ');
    expect((await signIn({ code: written }, rob)).status).toBe(200);
    const proof = { password: PASSWORD, code: codeOf(product, rob.secret) };
    expect(
      (await rob.browser.call('POST', 'session/recovery-codes', { ...proof, password: WRONG })).status,
    ).toBe(403);
    const renewed = await rob.browser.call('POST', 'session/recovery-codes', proof);
    expect(renewed.body['recoveryCodes']).toHaveLength(10);
    expect((await signIn({ code: rob.recoveryCodes[2] }, rob)).status).toBe(401);
    const [fresh] = renewed.body['recoveryCodes'] as unknown as string[];
    expect((await signIn({ code: fresh }, rob)).status).toBe(200);
  });

  describe('too many attempts', () => {
    const attempts = async (count: number, changes: Record<string, unknown>, user = ada) => {
      const answers = [];
      for (let n = 0; n < count; n += 1) {
        const { status, text, headers } = await signIn(changes, user);
        answers.push({ status, text, wait: headers.get('retry-after') });
      }
      return answers;
    };

    it('block a name from the fifth on, whether or not it exists', async () => {
      const known = await attempts(7, { password: WRONG });
      const unknown = await attempts(7, { user: 'nobody', password: WRONG });
      const elsewhere = await attempts(7, { practice: 'nowhere', password: WRONG });
      expect(known.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
      expect(known.at(-1)?.wait).toBe('60');
      expect(unknown).toEqual(known);
      expect(elsewhere).toEqual(known);
    });

    it('refuse the right password as well, for longer each time, and accept it afterward', async () => {
      const lou = await setUpUser(product, 'north', 'lou', ['administrator']);
      await attempts(5, { password: WRONG }, lou);
      const waits: string[] = [];
      for (let round = 0; round < 6; round += 1) {
        const blocked = await signIn({}, lou);
        expect(blocked.status).toBe(429);
        const wait = blocked.headers.get('retry-after') ?? '';
        waits.push(wait);
        product.clock.advanceSeconds(Number(wait) - 1);
        expect((await signIn({}, lou)).status).toBe(429);
        product.clock.advanceSeconds(1);
        expect((await signIn({ password: WRONG }, lou)).status).toBe(401);
      }
      expect(waits).toEqual(['60', '120', '240', '480', '900', '900']);
      product.clock.advanceSeconds(900);
      expect((await signIn({}, lou)).status).toBe(200);
    });

    it('are forgotten after a success, and when an administrator unlocks the user', async () => {
      const max = await setUpUser(product, 'north', 'max', ['administrator']);
      await attempts(4, { password: WRONG }, max);
      expect((await signIn({}, max)).status).toBe(200);
      await attempts(5, { password: WRONG }, max);
      product.clock.advanceSeconds(30);
      expect((await signIn({}, max)).status).toBe(429);
      const unlock = { reason: 'was on the phone with me' };
      expect((await max.browser.call('POST', 'users/nobody/unlock', unlock)).status).toBe(404);
      expect((await max.browser.call('POST', 'users/max/unlock', unlock)).status).toBe(200);
      expect((await signIn({}, max)).status).toBe(200);
    });

    it('are not checked more often when they arrive at once', async () => {
      const answers = await Promise.all(Array.from({ length: 25 }, () => signIn({ password: WRONG })));
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
      // 503: more than the password thread can process within a second.
      expect(answers.filter(({ status }) => status === 429 || status === 503)).toHaveLength(20);
    });

    it('block an address for every name and for account setup, but not one that signs in successfully', async () => {
      for (let n = 0; n < 40; n += 1) {
        product.clock.advanceSeconds(30);
        expect((await signIn()).status).toBe(200);
      }
      for (let n = 0; n < 30; n += 1) expect((await signIn({ user: `guess-${n}` })).status).toBe(401);
      expect((await signIn()).status).toBe(429);
      const accountSetup = { token: `setup_${'a'.repeat(43)}` };
      const answer = await new Browser(product).call('POST', 'account-setup/start', accountSetup);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '900']);
      product.clock.advanceSeconds(900);
      expect((await signIn()).status).toBe(200);
    });

    it('are counted together, whatever a caller writes into X-Forwarded-For', async () => {
      const browser = new Browser(product);
      const statuses = new Set<number>();
      for (let n = 0; n < 31; n += 1) {
        const forwarded = { 'x-forwarded-for': `203.0.113.${n}` };
        const answer = await browser.call('POST', 'session', body(ada, { user: `guess-${n}` }), forwarded);
        statuses.add(answer.status);
      }
      expect([...statuses]).toEqual([401, 429]);
    });
  });

  it('leaves no password, code, token or secret in the store, the log or the audit', async () => {
    const stored: unknown[] = [];
    for (const name of ['users', 'sessions', 'signInAttempts', 'auditEntries'])
      stored.push(...(await storedCollection(product.app, name).find({}).toArray()));
    const all = JSON.stringify(stored) + product.logLines.join('');
    expect(all).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(all).toContain('sessions.refuse');
    for (const secret of [PASSWORD, WRONG, ada.secret, ...ada.recoveryCodes, 'ses_', 'setup_', 'User ada'])
      expect(all).not.toContain(secret);
  });

  it('keeps the names of one practice apart from those of another', async () => {
    const other = await setUpUser(product, 'south', 'ada', ['biller']);
    product.clock.advanceSeconds(30);
    expect((await signIn({ practice: 'south' })).status).toBe(401);
    expect((await signIn({}, other)).body).toMatchObject({
      practiceId: 'south',
      user: { roles: ['biller'] },
    });
    expect((await signIn()).body).toMatchObject({ practiceId: 'north', user: { roles: ['administrator'] } });
  });

  it('keeps the authenticator of a user who forgot only the password', async () => {
    const ivy = await setUpUser(product, 'north', 'ivy', ['biller']);
    const admin = await setUpUser(product, 'north', 'root2', ['administrator']);
    const request = { reason: 'forgot the password', keepAuthenticator: true };
    const reset = await admin.browser.call('POST', 'users/ivy/reset', request);
    const { token } = (reset.body as unknown as { accountSetup: { token: string } }).accountSetup;
    expect((await ivy.browser.call('GET', 'session')).status).toBe(401);
    expect((await signIn({}, ivy)).status).toBe(401);
    expect((await signIn({ code: ivy.recoveryCodes[0] }, ivy)).status).toBe(401);
    product.clock.advanceSeconds(DAY_SECONDS);
    // A holder of the token, such as the administrator, learns no secret and cannot set a password without a code.
    const browser = new Browser(product);
    const started = await browser.call('POST', 'account-setup/start', { token });
    expect(started.body).toMatchObject({ user: { id: 'ivy' }, totp: null });
    const password = `${PASSWORD} new`;
    const finish = (code: string) => browser.call('POST', 'account-setup/finish', { token, password, code });
    const guesses: number[] = [];
    for (let n = 0; n < 6; n += 1) guesses.push((await finish('000000')).status);
    expect(guesses).toEqual([400, 400, 400, 400, 400, 429]);
    product.clock.advanceSeconds(60);
    expect((await finish(codeOf(product, ivy.secret))).status).toBe(200);
    product.clock.advanceSeconds(30);
    expect((await signIn({ password }, ivy)).status).toBe(200);
  });

  it('starts over for a user who was reset', async () => {
    const sam = await setUpUser(product, 'north', 'sam', ['biller']);
    const reset = await product.app
      .get(UsersService)
      .reset(jobPrincipal('north'), 'sam', { reason: 'lost the phone' });
    expect((await sam.browser.call('GET', 'session')).status).toBe(401);
    expect((await signIn({}, sam)).status).toBe(401);
    expect((await signIn({ code: sam.recoveryCodes[0] }, sam)).status).toBe(401);
    const browser = new Browser(product);
    const again = await setUpAccount(product, browser, reset?.token ?? '');
    expect(again.secret).not.toBe(sam.secret);
    expect((await signIn({ code: codeOf(product, again.secret) }, sam)).status).toBe(200);
  });
});
