import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { verifyExport } from '../../src/modules/audit/verify/verify-export.js';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { UsersService } from '../../src/modules/identity/users/users.service.js';
import { Story } from '../scenarios/support/story.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { watchScans } from '../support/explain-query.js';
import { Browser, codeOf, PASSWORD, setUpUser, type TestUser } from '../support/signed-in.js';

const REASON = 'unconscious in the waiting room';
const READS = ['patients/P', 'readings?patientId=P', 'time-entries?patientId=P', 'encounters?patientId=P'];

interface Entry {
  readonly action: string;
  readonly requestId: string;
  readonly emergency?: string;
  readonly reason: string | null;
  readonly patients: { readonly ids: readonly string[] } | null;
}

describe('emergency access', () => {
  let product: TestApp;
  let story: Story;
  let auditor: string;
  let scans: () => string[];
  let users = 0;

  beforeAll(async () => {
    product = await startTestApp();
    const connection = product.app.get<Connection>(getConnectionToken());
    scans = process.env['MONGODB_URI'] ? () => [] : watchScans(connection);
    story = await Story.begin(product, '2026-03-02T12:00:00Z');
    auditor = await product.issueToken(['audit:read'], story.practiceId, { principalId: 'auditor' });
    await story.enroll('P', { from: '2026-01-01' });
  });
  afterAll(() => product.close());

  function newBiller(practice = story.practiceId): Promise<TestUser> {
    users += 1;
    return setUpUser(product, practice, `bill${users}`, ['biller']);
  }

  async function open(user: TestUser, change: object = {}) {
    // Each code works once.
    product.clock.advanceSeconds(30);
    return user.browser.call('POST', 'emergency-access', {
      reason: REASON,
      code: codeOf(product, user.secret),
      minutes: 10,
      ...change,
    });
  }

  async function statuses(browser: Browser): Promise<number[]> {
    const answers = await Promise.all(READS.map((path) => browser.call('GET', path)));
    return answers.map(({ status }) => status);
  }

  async function entries(): Promise<Entry[]> {
    const { body } = await story.call<{ items: Entry[] }>('GET', 'audit?limit=1000', undefined, auditor);
    return body.items;
  }

  it('allows reading only in its session, until its end, and marks every entry', async () => {
    const user = await newBiller();
    // A biller reads patients with shortened identifiers, and nothing else.
    const before = await user.browser.call('GET', 'patients/P');
    expect(before.body).toMatchObject({ limited: true });
    expect((await statuses(user.browser)).slice(1)).toEqual([403, 403, 403]);
    const second = await signInAgain(user);

    const opened = await open(user, { patientId: 'P' });
    expect(opened).toMatchObject({
      status: 201,
      body: {
        userId: user.id,
        reason: REASON,
        patientId: 'P',
        open: true,
        scopes: ['readings:read', 'records:read', 'time:read'],
      },
    });
    const id = opened.body['id'] as unknown as string;
    expect(await statuses(user.browser)).toEqual([200, 200, 200, 200]);
    const whole = await user.browser.call('GET', 'patients/P');
    expect(whole.body).not.toHaveProperty('limited');
    expect((await user.browser.call('GET', 'session')).body).toMatchObject({ emergency: { id } });
    // It only reads.
    expect((await user.browser.call('PUT', 'patients/P', {})).status).toBe(403);
    expect((await user.browser.call('GET', 'audit')).status).toBe(403);
    // The user's other session does not get it.
    expect((await statuses(second)).slice(1)).toEqual([403, 403, 403]);

    const log = await entries();
    expect(log.find(({ action }) => action === 'emergency-access.open')).toMatchObject({
      reason: REASON,
      patients: { ids: ['P'] },
    });
    const own = log.find(({ requestId }) => requestId === whole.headers.get('x-request-id'));
    expect(own).toMatchObject({ action: 'patients.read', emergency: id });
    const earlier = log.find(({ requestId }) => requestId === before.headers.get('x-request-id'));
    expect(earlier).not.toHaveProperty('emergency');
    const report = await story.call<{ items: { emergency: string | null }[] }>(
      'GET',
      'patients/P/accesses',
      undefined,
      auditor,
    );
    expect(report.body.items.some(({ emergency }) => emergency === id)).toBe(true);

    const headers = { authorization: `Bearer ${auditor}` };
    const text = await (await fetch(`${product.baseUrl}/v1/audit/export`, { headers })).text();
    expect(await verifyExport([Buffer.from(text)])).toMatchObject({ discrepancies: [] });
    // The entry's mark is hashed like its other fields.
    const hidden = await verifyExport([Buffer.from(text.replace(`,"emergency":"${id}"`, ''))]);
    expect(hidden.discrepancies).toMatchObject([{ kind: 'changed' }]);

    product.clock.advanceSeconds(10 * 60 - 1);
    expect(await statuses(user.browser)).toEqual([200, 200, 200, 200]);
    product.clock.advanceSeconds(1);
    expect(await statuses(user.browser)).toEqual([200, 403, 403, 403]);
    expect((await user.browser.call('GET', 'session')).body).toMatchObject({ emergency: null });
  });

  it('is open only once per session, and can be opened again after it ends', async () => {
    const user = await newBiller();
    expect((await open(user, { minutes: 1 })).status).toBe(201);
    expect((await open(user)).status).toBe(409);
    product.clock.advanceSeconds(60);
    expect((await open(user)).status).toBe(201);
  });

  it('ends when its holder ends it, at once', async () => {
    const user = await newBiller();
    const { body } = await open(user);
    const path = `emergency-access/${String(body['id'])}/end`;
    const ended = await user.browser.call('POST', path);
    expect(ended).toMatchObject({ status: 200, body: { open: false, endedBy: user.id } });
    expect((await statuses(user.browser)).slice(1)).toEqual([403, 403, 403]);
    // A second call gets the same answer.
    expect((await user.browser.call('POST', path)).body).toEqual(ended.body);
    expect((await entries()).filter(({ action }) => action === 'emergency-access.end')).toHaveLength(1);
  });

  it('can be ended by an administrator, and by nobody else', async () => {
    const user = await newBiller();
    const other = await newBiller();
    const admin = await setUpUser(product, story.practiceId, 'boss', ['administrator']);
    const stranger = await setUpUser(product, 'elsewhere', 'boss', ['administrator']);
    const { body } = await open(user);
    const path = `emergency-access/${String(body['id'])}/end`;
    for (const { browser } of [other, stranger]) expect((await browser.call('POST', path)).status).toBe(404);
    expect((await statuses(user.browser))[1]).toBe(200);
    expect(await admin.browser.call('POST', path)).toMatchObject({ status: 200, body: { endedBy: 'boss' } });
    expect((await statuses(user.browser))[1]).toBe(403);
  });

  it('ends with its session and with its user', async () => {
    const gone = await newBiller();
    await open(gone);
    await product.app.get(UsersService).disable(jobPrincipal(story.practiceId), gone.id, 'left');
    expect(await statuses(gone.browser)).toEqual([401, 401, 401, 401]);

    const user = await newBiller();
    await open(user);
    await user.browser.call('DELETE', 'session');
    const again = await signInAgain(user);
    expect((await statuses(again)).slice(1)).toEqual([403, 403, 403]);
  });

  it('is not valid in another practice', async () => {
    const user = await newBiller('elsewhere');
    expect((await open(user)).status).toBe(201);
    expect((await user.browser.call('GET', 'patients/P')).status).toBe(404);
    const { body } = await user.browser.call('GET', 'readings?patientId=P');
    expect(body).toMatchObject({ items: [] });
  });

  it('refuses a wrong code, one that was used, and a recovery code', async () => {
    const user = await newBiller();
    const { body } = await open(user, { minutes: 1 });
    expect(body['open']).toBe(true);
    product.clock.advanceSeconds(60);
    const used = codeOf(product, user.secret);
    expect((await open(user, { minutes: 1 })).status).toBe(201);
    product.clock.advanceSeconds(60);
    for (const code of [codeOf(product, user.secret, 40), used, user.recoveryCodes[0]]) {
      const refused = await open(user, { code });
      expect(refused.status).toBe(403);
    }
    expect((await statuses(user.browser)).slice(1)).toEqual([403, 403, 403]);
  });

  it('slows down guessing of codes', async () => {
    const user = await newBiller();
    const seen: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      const wrong = codeOf(product, user.secret, 100 + tries);
      seen.push(
        (await user.browser.call('POST', 'emergency-access', { reason: REASON, code: wrong })).status,
      );
    }
    expect(seen).toEqual([403, 403, 403, 403, 403, 429]);
  });

  it.each([
    ['no reason', { reason: undefined }],
    ['a reason that says nothing', { reason: 'urgent' }],
    ['more than an hour', { minutes: 61 }],
    ['no time', { minutes: 0 }],
    ['scopes of its own', { scopes: ['admin'] }],
  ])('refuses %s', async (_what, change) => {
    const user = await newBiller();
    expect((await open(user, change)).status).toBe(400);
    expect((await statuses(user.browser)).slice(1)).toEqual([403, 403, 403]);
  });

  it('is not for tokens, nor for users who do not need it', async () => {
    const token = await product.issueToken(['billing:read'], story.practiceId);
    const body = { reason: REASON, code: '123456' };
    expect((await story.call('POST', 'emergency-access', body, token)).status).toBe(403);
    const manager = await setUpUser(product, story.practiceId, 'manager', ['care_manager']);
    expect((await open(manager)).status).toBe(409);
  });

  it('is listed for compliance only, latest first', async () => {
    const user = await newBiller();
    await open(user);
    type Page = { items: { id: string; openedAt: string }[]; next: string | null };
    const whole = await story.call<Page>('GET', 'emergency-access', undefined, auditor);
    const seen: unknown[] = [];
    for (let cursor = ''; ;) {
      const { body } = await story.call<Page>('GET', `emergency-access?limit=2${cursor}`, undefined, auditor);
      seen.push(...body.items);
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(seen).toEqual(whole.body.items);
    expect(whole.body.items[0]).toMatchObject({ userId: user.id, reason: REASON });
    expect(whole.body.items.map(({ openedAt }) => openedAt)).toEqual(
      whole.body.items
        .map(({ openedAt }) => openedAt)
        .sort()
        .reverse(),
    );
    expect((await user.browser.call('GET', 'emergency-access')).status).toBe(403);
    const stranger = await product.issueToken(['audit:read'], 'third');
    expect((await story.call<Page>('GET', 'emergency-access', undefined, stranger)).body.items).toEqual([]);
  });

  it('is found only through indexes', () => {
    expect(scans()).toEqual([]);
  });

  async function signInAgain(user: TestUser): Promise<Browser> {
    product.clock.advanceSeconds(30);
    const browser = new Browser(product);
    const proof = { password: PASSWORD, code: codeOf(product, user.secret) };
    const answer = await browser.call('POST', 'session', {
      practice: user.practice,
      user: user.id,
      ...proof,
    });
    expect(answer.status).toBe(200);
    return browser;
  }
});
