import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLE_SCOPES, ROLES, type Role } from '../../src/modules/identity/users/role.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { putStaff } from '../support/signed-in.js';
import { storedCollection } from '../support/stored-collection.js';

/** These only answer questions and store nothing. */
const READING_POSTS = [
  'POST /v1/devices/search',
  'POST /v1/patients/search',
  'POST /v1/encounters/assess',
  'POST /v1/encounters/compare',
  'POST /v1/encounters/{id}/compare',
];
/** Called before the user is known. */
const PUBLIC_POSTS = ['POST /v1/session', 'POST /v1/account-setup/start', 'POST /v1/account-setup/finish'];

interface Answer {
  readonly status: number;
  readonly text: string;
  // The shape differs by route; each test names what it expects.
  readonly body: Record<string, never> & { errors?: { path: string }[]; accountSetup?: { token: string } };
}

describe('the users of a practice', () => {
  let product: TestApp;
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    product = await startTestApp({ now: '2026-03-01T12:00:00Z' });
    for (const practice of ['north', 'south', 'east', 'full'])
      tokens[practice] = await product.issueToken(['admin'], practice, { principalId: 'root' });
    tokens['full'] = await product.issueToken(['admin', 'records:read', 'records:write'], 'full');
    await putStaff(product, 'north', 'RN-1');
  });
  afterAll(() => product.close());

  async function call(
    method: string,
    path: string,
    body?: unknown,
    token = tokens['north'],
  ): Promise<Answer> {
    const answer = await fetch(`${product.baseUrl}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text, body: text.startsWith('{') ? JSON.parse(text) : {} };
  }
  const ada = { id: 'ada', name: 'Ada Example', roles: ['administrator'], staffId: null };
  const kim = { id: 'kim', name: 'Kim Example', roles: ['care_manager'], staffId: 'RN-1' };
  const why = { reason: 'left the practice' };

  it('are made with a one-time setup token that is shown once', async () => {
    const made = await call('POST', 'users', ada);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...ada,
      accountReady: false,
      disabledAt: null,
      accountSetup: {
        token: expect.stringMatching(/^setup_[A-Za-z0-9_-]{43}$/),
        expiresAt: '2026-03-04T12:00:00.000Z',
      },
    });
    expect((await call('POST', 'users', kim)).status).toBe(201);
    const list = await call('GET', 'users');
    expect(list.body).toMatchObject({ items: [{ id: 'ada' }, { id: 'kim', staffId: 'RN-1' }], next: null });
    expect(list.text).not.toContain('setup_');
    expect(list.text).not.toMatch(/hash|secret|epoch/i);
    expect((await call('POST', 'users', ada)).status).toBe(409);
  });

  it('are stored without a name, token or secret in plain text', async () => {
    const { body } = await call('POST', 'users', { ...kim, id: 'ivy', name: 'Ivy Canary' });
    const stored = JSON.stringify(await storedCollection(product.app, 'users').find({}).toArray());
    expect(stored).toContain('ivy');
    expect(stored).not.toContain('Canary');
    expect(stored).not.toContain(body.accountSetup?.token);
  });

  it('are refused with each invalid path', async () => {
    const cases: [Record<string, unknown>, string][] = [
      [{ id: 'Ada' }, 'id'],
      [{ id: '' }, 'id'],
      [{ id: 'a b' }, 'id'],
      [{ name: ' ' }, 'name'],
      [{ roles: [] }, 'roles'],
      [{ roles: ['root'] }, 'roles[0]'],
      [{ roles: ['biller', 'biller'] }, 'roles'],
      [{ roles: ['clinician'], staffId: null }, 'staffId'],
      [{ staffId: { $ne: null } }, 'staffId'],
      [{ practiceId: 'south' }, ''],
      [{ scopes: ['admin'] }, ''],
    ];
    for (const [extra, path] of cases) {
      const answer = await call('POST', 'users', { ...ada, id: 'new', ...extra });
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, path]);
    }
    expect((await call('GET', 'users/new')).status).toBe(404);
    expect((await call('PATCH', 'users/kim', {})).status).toBe(400);
    expect((await call('PATCH', 'users/kim', { staffId: null })).body.errors?.[0]?.path).toBe('staffId');
    for (const answer of [
      await call('PATCH', 'users/kim', { staffId: 'RN-OTHER' }),
      await call('POST', 'users', { ...kim, id: 'lou', staffId: 'RN-OTHER' }),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([{ path: 'staffId', message: 'must be the id of a staff record' }]);
    }
    expect((await call('POST', 'users/kim/disable', {})).status).toBe(400);
  });

  it('are changed, disabled, enabled and reset by administrators, with an audit entry each time', async () => {
    const { id } = kim;
    expect((await call('PATCH', `users/${id}`, { roles: ['clinician', 'biller'] })).body).toMatchObject({
      roles: ['clinician', 'biller'],
      staffId: 'RN-1',
      name: 'Kim Example',
    });
    product.clock.advanceSeconds(60);
    const disabled = await call('POST', `users/${id}/disable`, why);
    expect(disabled.body).toMatchObject({
      disabledAt: '2026-03-01T12:01:00.000Z',
      accountSetupExpiresAt: null,
    });
    expect((await call('POST', `users/${id}/disable`, why)).body).toEqual(disabled.body);
    expect((await call('POST', `users/${id}/enable`, why)).body).toMatchObject({ disabledAt: null });
    const reset = await call('POST', `users/${id}/reset`, why);
    expect(reset.body).toMatchObject({ accountSetup: { token: expect.stringMatching(/^setup_/) } });
    for (const verb of ['disable', 'enable', 'reset'])
      expect((await call('POST', `users/nobody/${verb}`, why)).status).toBe(404);
    expect((await call('PATCH', 'users/nobody', { name: 'N' })).status).toBe(404);
    const { items } = (await call('GET', 'audit?limit=1000')).body as unknown as {
      items: {
        action: string;
        ids: string[];
        actor: { id: string };
        reason: string | null;
        after: unknown;
      }[];
    };
    const own = items.filter(({ ids }) => ids.includes(id));
    expect(own.map(({ action }) => action)).toEqual([
      'users.create',
      'users.change',
      'users.disable',
      'users.enable',
      'users.reset',
    ]);
    expect(own.every(({ actor }) => actor.id === 'root')).toBe(true);
    expect(own[1]).toMatchObject({ after: { roles: ['clinician', 'biller'], changed: ['roles'] } });
    expect(own[2]).toMatchObject({ reason: why.reason });
    expect(JSON.stringify(items)).not.toMatch(/Example|setup_/);
  });

  it.each(['disable', 'reset'])(
    'lose their own bearer tokens with %s, and nobody else does',
    async (verb) => {
      const id = `holder-${verb}`;
      await call('POST', 'users', { ...ada, id });
      const holder = { principalId: id };
      const [own, second, other, abroad, gateway] = await Promise.all([
        product.issueToken(['admin'], 'north', holder),
        product.issueToken(['audit:read'], 'north', holder),
        product.issueToken(['admin'], 'north', { principalId: `${id}-2` }),
        product.issueToken(['admin'], 'south', holder),
        product.issueToken(['readings:write'], 'north', { ...holder, source: id }),
      ]);
      const statuses = () =>
        Promise.all(
          [own, second, other, abroad, gateway].map(
            async (token) => (await call('GET', 'users', undefined, token)).status,
          ),
        );
      expect(await statuses()).toEqual([200, 200, 200, 200, 403]);
      expect((await call('POST', `users/${id}/${verb}`, why)).status).toBe(200);
      expect(await statuses()).toEqual([401, 401, 200, 200, 403]);
      const { items } = (await call('GET', 'audit?limit=1000')).body as unknown as {
        items: { action: string; after: { principalId?: string } | null; reason: string; ids: string[] }[];
      };
      const revoked = items.filter(
        ({ action, after }) => action === 'credentials.revoke' && after?.principalId === id,
      );
      expect(revoked).toMatchObject([{ reason: why.reason, ids: [expect.any(String), expect.any(String)] }]);
      const late = await product.issueToken(['admin'], 'north', holder);
      await call('POST', `users/${id}/${verb}`, why);
      expect((await call('GET', 'users', undefined, late)).status).toBe(401);
    },
  );

  it('never leave the practice without an administrator', async () => {
    const token = tokens['east'];
    await call('POST', 'users', ada, token);
    const demote = { roles: ['biller'] };
    expect((await call('PATCH', 'users/ada', demote, token)).status).toBe(409);
    expect((await call('POST', 'users/ada/disable', why, token)).status).toBe(409);
    await call('POST', 'users', { ...ada, id: 'bob' }, token);
    expect((await call('PATCH', 'users/ada', demote, token)).status).toBe(200);
    expect((await call('POST', 'users/bob/disable', why, token)).status).toBe(409);
  });

  it('of one practice do not exist in another', async () => {
    const token = tokens['south'];
    expect((await call('GET', 'users', undefined, token)).body).toEqual({ items: [], next: null });
    expect((await call('GET', 'users/ada', undefined, token)).status).toBe(404);
    expect((await call('PATCH', 'users/ada', { name: 'X' }, token)).status).toBe(404);
    for (const verb of ['disable', 'enable', 'reset'])
      expect((await call('POST', `users/ada/${verb}`, why, token)).status).toBe(404);
    expect((await call('POST', 'users', { ...ada, name: 'South' }, token)).status).toBe(201);
    expect((await call('GET', 'users/ada')).body).toMatchObject({ name: 'Ada Example' });
  });

  it('are managed only by administrators, and listed for compliance', async () => {
    for (const role of ROLES) {
      const token = await product.issueToken(ROLE_SCOPES[role], 'north', { principalId: `as-${role}` });
      const mayRead = role === 'compliance' || role === 'administrator';
      expect((await call('GET', 'users', undefined, token)).status).toBe(mayRead ? 200 : 403);
      expect((await call('GET', 'credentials', undefined, token)).status).toBe(mayRead ? 200 : 403);
      expect((await call('GET', 'audit', undefined, token)).status).toBe(mayRead ? 200 : 403);
      if (role === 'administrator') continue;
      expect((await call('POST', 'users', { ...ada, id: 'eve' }, token)).status).toBe(403);
      expect((await call('PATCH', 'users/kim', { roles: ['administrator'] }, token)).status).toBe(403);
      expect((await call('POST', 'users/ada/reset', why, token)).status).toBe(403);
    }
  });

  it('cannot change anything with the compliance role, on any route', async () => {
    const token = await product.issueToken(ROLE_SCOPES.compliance, 'north', { principalId: 'as-compliance' });
    const text = await (await fetch(`${product.baseUrl}/docs/openapi.json`)).text();
    const { paths } = JSON.parse(text) as { paths: Record<string, object> };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const reading = new Set(READING_POSTS);
    const open = new Set(PUBLIC_POSTS);
    expect(routes).toEqual(expect.arrayContaining([...reading, ...open]));
    const changing = routes.filter(
      (each) => !each.startsWith('GET ') && !reading.has(each) && !open.has(each),
    );
    expect(changing.length).toBeGreaterThan(30);
    for (const each of changing) {
      const [method = '', path = ''] = each.split(' ');
      const answer = await call(method, path.replace('/v1/', '').replaceAll(/\{\w+\}/g, '1'), {}, token);
      expect([each, answer.status]).toEqual([each, 403]);
    }
  });

  describe('see of a patient', () => {
    const patient = {
      mrn: 'MRN-0012345',
      name: { family: 'Canaryfamily', given: 'Canarygiven' },
      birthDate: '1950-02-28',
      phone: '+1 555 0100',
      address: { line1: '1 Canary Road', line2: null, city: 'Town', state: 'IL', postalCode: '60601' },
      zones: [{ zone: 'America/Chicago' }],
      coverage: [{ payerId: 'M', memberId: 'MEMBER-9876', from: null, to: null, priorAuthNumber: null }],
    };
    const as = (role: Role) => product.issueToken(ROLE_SCOPES[role], 'full', { principalId: `as-${role}` });
    beforeAll(async () => {
      const payer = { name: 'M', type: 'medicare_ffs' };
      expect(await call('PUT', 'payers/M', payer, tokens['full'])).toMatchObject({ status: 201 });
      await call('PUT', 'practice', { name: 'F', zone: 'America/Chicago' }, tokens['full']);
      expect(await call('PUT', 'patients/P1', patient, tokens['full'])).toMatchObject({ status: 201 });
    });

    it('everything with a clinical or the compliance role', async () => {
      for (const role of ['care_manager', 'clinician', 'compliance'] as const) {
        const answer = await call('GET', 'patients/P1', undefined, await as(role));
        expect(answer.body).toMatchObject({ mrn: patient.mrn, name: patient.name, phone: patient.phone });
        expect(answer.body).not.toHaveProperty('limited');
      }
    });

    it('initials and endings as a biller, wherever it looks', async () => {
      const token = await as('biller');
      const search = (body: object) => call('POST', 'patients/search', body, token);
      const answers = [
        await call('GET', 'patients/P1', undefined, token),
        await call('GET', 'patients', undefined, token),
        await search({ mrn: patient.mrn }),
        await search({ memberId: 'MEMBER-9876' }),
        await search({}),
      ];
      for (const { status, text } of answers) {
        expect(status).toBe(200);
        expect(text).toContain('"family":"C."');
        expect(text).toContain('…2345');
        expect(text).toContain('…9876');
        expect(text).not.toMatch(/Canary|1950|555|60601|MRN-|MEMBER/);
      }
      for (const hidden of [{ namePrefix: 'can' }, { birthDate: '1950-02-28' }, { phone: '+1 555 0100' }])
        expect((await search(hidden)).status).toBe(403);
    });

    it('nothing as an administrator', async () => {
      const token = await as('administrator');
      expect((await call('GET', 'patients/P1', undefined, token)).status).toBe(403);
      expect((await call('GET', 'payers', undefined, token)).status).toBe(200);
    });
  });
});
