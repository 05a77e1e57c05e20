import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';

interface Answer {
  readonly status: number;
  readonly etag: string | null;
  // The shape differs by route, so each test states what it expects.
  readonly body: Record<string, unknown> & { errors?: { path: string; message: string }[] };
}

describe('records over HTTP', () => {
  let product: TestApp;
  let tokens: { north: string; south: string; reader: string };

  beforeAll(async () => {
    product = await startTestApp({
      now: '2026-03-01T12:00:00Z',
    });
    const scopes = ['records:read', 'records:write', 'admin'] as const;
    tokens = {
      north: await product.issueToken(scopes, 'north'),
      south: await product.issueToken(scopes, 'south'),
      reader: await product.issueToken(['records:read'], 'north'),
    };
  });
  afterAll(() => product.close());

  async function call(
    method: string,
    path: string,
    body?: unknown,
    more: { token?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const answer = await fetch(`${product.baseUrl}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${more.token ?? tokens.north}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const parsed = text === '' ? {} : (JSON.parse(text) as Answer['body']);
    return { status: answer.status, etag: answer.headers.get('etag'), body: parsed };
  }

  const paths = (answer: Answer) => answer.body.errors?.map(({ path }) => path);
  const ids = (answer: Answer) => (answer.body['items'] as { id: string }[]).map(({ id }) => id);
  const chicago = { zones: [{ zone: 'America/Chicago' }] };
  const cuff = { type: 'bp_cuff', parameter: 'blood_pressure', fdaDefinedDevice: true, autoUpload: true };

  it('separates the practice of one token from the practice of another', async () => {
    expect((await call('GET', 'practice')).status).toBe(404);
    const created = await call('PUT', 'practice', {
      name: 'North',
      zone: 'America/Chicago',
      taxId: '12-3456789',
    });
    expect(created).toMatchObject({ status: 201, etag: '"1"', body: { id: 'north', graceDays: 3 } });
    expect((await call('GET', 'practice')).body).toEqual(created.body);
    expect((await call('GET', 'practice', undefined, { token: tokens.south })).status).toBe(404);
    expect((await call('PUT', 'practice', {}, { token: tokens.reader })).status).toBe(403);
  });

  it('names every invalid path', async () => {
    const answer = await call('PUT', 'practice', {
      name: '',
      npi: '12',
      zone: 'America/Chicagoo',
      policy: { dayCount: 'sum' },
      owner: 'x',
    });
    expect(answer.status).toBe(400);
    expect(paths(answer)?.sort()).toEqual(['', 'name', 'npi', 'policy.dayCount', 'zone']);
  });

  it('puts payers with dated profiles, and staff', async () => {
    const payer = {
      name: 'Plan B',
      type: 'commercial',
      profiles: [{ from: '2026-01-01' }, { from: '2026-01-01' }],
    };
    expect(paths(await call('PUT', 'payers/plan-b', payer))).toEqual(['profiles[1].from']);
    expect(
      (await call('PUT', 'payers/plan-b', { ...payer, profiles: [{ from: '2026-01-01' }] })).status,
    ).toBe(201);
    expect((await call('PUT', 'payers/plan-a', { name: 'Plan A', type: 'medicare_ffs' })).status).toBe(201);
    expect(ids(await call('GET', 'payers'))).toEqual(['plan-a', 'plan-b']);
    expect((await call('PUT', 'staff/dr', { name: 'Dr Test', role: 'qhp', npi: '1234567893' })).status).toBe(
      201,
    );
    expect((await call('PUT', 'staff/dr', { name: 'Dr Test', role: 'doctor' })).status).toBe(400);
    expect(ids(await call('GET', 'staff'))).toEqual(['dr']);
  });

  it('accepts a patient as it was read, and refuses an outdated version', async () => {
    const patient = {
      mrn: 'MRN-1',
      name: { family: 'Testperson', given: 'Ada' },
      birthDate: '1950-02-28',
      phone: '+1 (312) 555-0100',
      address: { line1: '1 Test St', city: 'Chicago', state: 'IL', postalCode: '60601' },
      zones: [{ zone: 'America/Chicago' }, { zone: 'America/Denver', from: '2026-01-15' }],
      coverage: [{ payerId: 'plan-b', memberId: 'M-1', from: '2025-10-01' }],
    };
    const created = await call('PUT', 'patients/p1', patient, { headers: { 'if-none-match': '*' } });
    expect(created).toMatchObject({ status: 201, etag: '"1"' });
    expect(created.body['zones']).toEqual([
      { zone: 'America/Chicago', from: null },
      { zone: 'America/Denver', from: '2026-01-15T07:00:00.000Z' },
    ]);
    expect(await call('GET', 'patients/p1')).toMatchObject({ status: 200, etag: '"1"', body: created.body });
    const again = await call('PUT', 'patients/p1', created.body);
    expect(again).toMatchObject({ status: 200, etag: '"1"' });
    const died = { ...created.body, deathDate: '2026-02-01' };
    expect(await call('PUT', 'patients/p1', died, { headers: { 'if-match': '"1"' } })).toMatchObject({
      status: 200,
      etag: '"2"',
    });
    expect((await call('PUT', 'patients/p1', patient, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await call('PUT', 'patients/p1', patient, { headers: { 'if-none-match': '*' } })).status).toBe(
      412,
    );
    expect((await call('PUT', 'patients/p1', patient, { headers: { 'if-match': 'x' } })).status).toBe(400);
    expect((await call('GET', 'patients/p1', undefined, { token: tokens.south })).status).toBe(404);
  });

  it('refuses an impossible patient, naming the path but not the value', async () => {
    const answer = await call('PUT', 'patients/p2', {
      zones: [{ zone: 'America/Chicago' }, { zone: 'America/Denver' }],
      inpatientStays: [{ admit: '2026-02-30', discharge: null }],
    });
    expect(paths(answer)).toEqual(expect.arrayContaining(['zones[1].from', 'inpatientStays[0].admit']));
    const overlapping = await call('PUT', 'patients/p2', {
      ...chicago,
      coverage: [
        { payerId: 'plan-a', to: '2026-01-31' },
        { payerId: 'plan-b', from: '2026-01-31' },
      ],
    });
    expect(paths(overlapping)).toEqual(['coverage[1].from']);
    const unknown = await call('PUT', 'patients/p2', { ...chicago, coverage: [{ payerId: 'plan-x' }] });
    expect(unknown.status).toBe(400);
    expect(paths(unknown)).toEqual(['coverage[0].payerId']);
    const secret = await call('PUT', 'patients/p2', { ...chicago, mrn: ['Geheim'], phone: 'Geheim' });
    expect(paths(secret)).toEqual(['mrn', 'phone']);
    expect(JSON.stringify(secret.body) + product.logLines.join('')).not.toContain('Geheim');
    expect((await call('GET', 'patients/p2')).status).toBe(404);
    expect((await call('PUT', 'patients/a%20b', chicago)).status).toBe(400);
  });

  it('pages patients by id and finds them by identifiers in the body', async () => {
    for (const [id, family, given] of [
      ['s1', 'Ångström', 'Bo'],
      ['s2', 'Angst', 'Cy'],
      ['s3', 'Zed', 'Angela'],
    ] as const)
      await call('PUT', `patients/${id}`, { ...chicago, name: { family, given }, mrn: `X-${id}` }, south());
    const first = await call('GET', 'patients?limit=2', undefined, south());
    expect([ids(first), first.body['next']]).toEqual([['s1', 's2'], 's2']);
    const second = await call('GET', 'patients?limit=2&cursor=s2', undefined, south());
    expect([ids(second), second.body['next']]).toEqual([['s3'], null]);
    expect(ids(await call('GET', 'patients'))).toEqual(['p1']);
    const search = (body: unknown) => call('POST', 'patients/search', body, south());
    expect(ids(await search({ namePrefix: 'ang' }))).toEqual(['s2', 's1', 's3']);
    expect(ids(await search({ namePrefix: 'angstrom, b' }))).toEqual(['s1']);
    expect(ids(await search({ mrn: 'x s2' }))).toEqual(['s2']);
    expect(ids(await search({ mrn: 'X-s2', namePrefix: 'zed' }))).toEqual([]);
    expect(ids(await search({ limit: 1, cursor: 's2' }))).toEqual(['s1']);
    await call('PUT', 'patients/s3', { ...chicago, name: { family: 'Ang', given: 'Angela' } }, south());
    expect(ids(await search({ namePrefix: 'ang' }))).toEqual(['s3', 's2', 's1']);
    const north = await call('POST', 'patients/search', { birthDate: '1950-02-28', phone: '312.555.0100' });
    expect(ids(north)).toEqual(['p1']);
    expect(ids(await call('POST', 'patients/search', { memberId: 'm1' }))).toEqual(['p1']);
    expect((await search({ birthDate: '1950-02-31' })).status).toBe(400);
  });
  const south = () => ({ token: tokens.south });

  it('puts devices, catches a mistyped IMEI, and finds them by serial', async () => {
    expect(paths(await call('PUT', 'devices/d1', { ...cuff, imei: '490154203237517' }))).toEqual(['imei']);
    expect(
      (await call('PUT', 'devices/d1', { ...cuff, imei: '490154203237518', serial: 'SN 7' })).status,
    ).toBe(201);
    expect(ids(await call('POST', 'devices/search', { serial: 'SN 7' }))).toEqual(['d1']);
    expect(ids(await call('POST', 'devices/search', { imei: '490154203237518' }))).toEqual(['d1']);
    expect((await call('POST', 'devices/search', {})).status).toBe(400);
  });

  it('assigns a device, and ends, corrects and removes the assignment', async () => {
    const given = { id: 'a1', patientId: 'p1', assignedFrom: '2026-01-10' };
    expect((await call('POST', 'devices/nope/assignments', given)).status).toBe(404);
    const unknown = await call('POST', 'devices/d1/assignments', { ...given, patientId: 'nobody' });
    expect([unknown.status, paths(unknown)]).toEqual([400, ['patientId']]);
    const made = await call('POST', 'devices/d1/assignments', given);
    expect(made).toMatchObject({
      status: 201,
      body: { from: '2026-01-10T06:00:00.000Z', to: null, version: 1 },
    });
    expect((await call('POST', 'devices/d1/assignments', given)).status).toBe(200);
    const other = await call('POST', 'devices/d1/assignments', { ...given, assignedTo: '2026-01-20' });
    expect([other.status, paths(other)]).toEqual([409, ['id']]);
    const at = 'devices/d1/assignments/a1';
    expect(paths(await call('PATCH', at, { assignedTo: '2026-01-09' }))).toEqual(['assignedTo']);
    const ended = await call('PATCH', at, { assignedTo: '2026-01-20' });
    // The patient moved to Denver on January 15, so the last day ends there.
    expect(ended).toMatchObject({ status: 200, body: { to: '2026-01-21T07:00:00.000Z', version: 2 } });
    const stale = await call('PATCH', at, { assignedTo: null }, { headers: { 'if-match': '"1"' } });
    expect(stale.status).toBe(412);
    expect(ids(await call('GET', 'devices/d1/assignments'))).toEqual(['a1']);
    expect(ids(await call('GET', 'patients/p1/assignments'))).toEqual(['a1']);
    expect((await call('DELETE', at)).status).toBe(204);
    expect(ids(await call('GET', 'patients/p1/assignments'))).toEqual([]);
    expect((await call('DELETE', at)).status).toBe(404);
  });

  it('stores consent that was given, refused or withdrawn, but never in the future', async () => {
    const enrollment = {
      patientId: 'p1',
      program: 'RPM',
      billingPractitionerId: 'dr',
      startDate: '2026-01-10',
      diagnoses: ['I10'],
      consent: { status: 'given', date: '2026-03-01', method: 'verbal', takenBy: 'dr' },
    };
    const put = (change: object) => call('PUT', 'enrollments/e1', { ...enrollment, ...change });
    const consent = (change: object) => put({ consent: { ...enrollment.consent, ...change } });
    expect(paths(await consent({ date: '2026-03-02' }))).toEqual(['consent.date']);
    expect(paths(await consent({ status: 'withdrawn' }))).toEqual(['consent.withdrawnOn']);
    expect(paths(await put({ diagnoses: ['hypertension'], endReason: 'moved' }))).toContain('diagnoses[0]');
    expect(paths(await put({ patientId: 'nobody', billingPractitionerId: 'nurse' }))).toEqual([
      'patientId',
      'billingPractitionerId',
    ]);
    expect((await call('GET', 'enrollments/e1')).status).toBe(404);
    const made = await put({});
    expect(made).toMatchObject({ status: 201, body: { version: 1, pinnedWindowStart: null } });
    const withdrawn = {
      ...made.body,
      consent: { ...enrollment.consent, status: 'withdrawn', withdrawnOn: '2026-03-01' },
    };
    expect(await call('PUT', 'enrollments/e1', withdrawn)).toMatchObject({ status: 200, etag: '"2"' });
    expect(ids(await call('GET', 'patients/p1/enrollments'))).toEqual(['e1']);
  });

  it('keeps an enrollment with its patient, because its id identifies its charges', async () => {
    const enrollment = { program: 'RPM', billingPractitionerId: 'dr', startDate: '2026-01-10' };
    const patient = await call('GET', 'patients/p1');
    const other = await call('PUT', 'patients/p2', { ...patient.body, id: 'p2', mrn: 'M-2' });
    expect(other.status).toBe(201);
    const put = (patientId: string) => call('PUT', 'enrollments/e7', { ...enrollment, patientId });
    const statuses = await Promise.all([put('p1'), put('p2')].map(async (answer) => (await answer).status));
    expect(statuses.toSorted()).toEqual([201, 400]);
    const owner = ((await call('GET', 'enrollments/e7')).body as { patientId: string }).patientId;
    expect(paths(await put(owner === 'p1' ? 'p2' : 'p1'))).toEqual(['patientId']);
    expect((await put(owner)).status).toBe(200);
  });

  it('writes every change to the audit log without any name', async () => {
    const { body } = await call('GET', 'audit?limit=1000');
    const actions = (body['items'] as { action: string; ids: string[] }[]).map(
      ({ action, ids }) => `${action} ${ids}`,
    );
    for (const expected of [
      'practices.put north',
      'payers.put plan-b',
      'staff.put dr',
      'patients.put p1',
      'devices.put d1',
      'deviceAssignments.put a1',
      'deviceAssignments.remove a1',
      'enrollments.put e1',
    ])
      expect(actions).toContain(expected);
    const text = JSON.stringify(body) + product.logLines.join('');
    for (const identifier of ['Testperson', 'MRN-1', '1950-02-28', '555-0100', 'M-1"'])
      expect(text).not.toContain(identifier);
  });
});
