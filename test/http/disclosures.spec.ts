import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DisclosureInterceptor } from '../../src/modules/audit/disclosure/disclosure.interceptor.js';
import { IdempotencyInterceptor } from '../../src/modules/identity/idempotency/idempotency.interceptor.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { routesOf } from '../support/routes.js';

interface Entry {
  readonly action: string;
  readonly count: number;
  readonly ids: readonly string[];
  readonly requestId: string;
}

describe('the audit log of reads', () => {
  let product: TestApp;
  let token: string;
  let auditor: string;

  beforeAll(async () => {
    product = await startTestApp();
    token = await product.issueToken(['records:read', 'records:write', 'billing:read', 'time:read'], 'north');
    auditor = await product.issueToken(['audit:read'], 'north', { principalId: 'auditor' });
    for (const id of ['P1', 'P2'])
      expect(await (await call('PUT', `patients/${id}`, recordOf(id))).json()).toMatchObject({ id });
  });
  afterAll(() => product.close());

  async function call(method: string, path: string, body?: unknown, as = token): Promise<Response> {
    const answer = await fetch(`${product.baseUrl}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${as}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answer;
  }

  /** The entries of one request. */
  async function entriesOf(answer: Response): Promise<Entry[]> {
    const page = await call('GET', 'audit?limit=1000', undefined, auditor);
    const { items } = (await page.json()) as { items: Entry[] };
    return items.filter(({ requestId }) => requestId === answer.headers.get('x-request-id'));
  }

  it('knows for every route whether it answers patient data', () => {
    const routes = routesOf(product.app).filter(({ isPublic }) => !isPublic);
    expect(routes.length).toBeGreaterThan(60);
    const undeclared = routes.filter(({ disclosure }) => disclosure === undefined).map(({ name }) => name);
    // `@Discloses(...)` or `@DisclosesNothing()` is missing.
    expect(undeclared).toEqual([]);
  });

  it('also sees answers that are replayed under an idempotency key', () => {
    // The outer interceptor is the first.
    const wrong = routesOf(product.app)
      .filter(({ interceptors }) => interceptors.includes(IdempotencyInterceptor))
      .filter(({ disclosure }) => disclosure !== 'nothing')
      .filter(({ interceptors }) => interceptors[0] !== DisclosureInterceptor);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('adds nothing to the route that takes readings', () => {
    const route = routesOf(product.app).find(({ name }) => name === 'POST /v1/readings');
    expect(route?.disclosure).toBe('nothing');
  });

  it.each([
    ['a record', 'GET', 'patients/P1', undefined, 'patients.read', ['P1']],
    ['a list', 'GET', 'patients', undefined, 'patients.read', ['P1', 'P2']],
    ['a search', 'POST', 'patients/search', { mrn: 'M-P2' }, 'patients.read', ['P2']],
    ['a search that finds nobody', 'POST', 'patients/search', { mrn: 'none' }, 'patients.read', []],
    ['a list about one patient', 'GET', 'time-entries?patientId=P1', undefined, 'timeEntries.read', []],
    ['the closing work', 'GET', 'review-items', undefined, 'reviewItems.read', []],
  ])('has one entry for %s', async (_what, method, path, body, action, ids) => {
    const answer = await call(method, path, body);
    expect(answer.status).toBe(200);
    expect(await entriesOf(answer)).toMatchObject([{ action, count: ids.length, ids }]);
  });

  it('has one for reading the log itself', async () => {
    const answer = await call('GET', 'audit', undefined, auditor);
    expect(await entriesOf(answer)).toMatchObject([{ action: 'auditEntries.read' }]);
  });

  it('has only the change if a write answers what it wrote, and a read if nothing changed', async () => {
    const created = await call('PUT', 'patients/P3', recordOf('P3'));
    expect(created.status).toBe(201);
    expect((await entriesOf(created)).map(({ action }) => action)).toContain('patients.put');
    const repeated = await call('PUT', 'patients/P3', recordOf('P3'));
    expect(repeated.status).toBe(200);
    expect(await entriesOf(repeated)).toMatchObject([{ action: 'patients.read', ids: ['P3'] }]);
  });

  it('has none for refusals and records that are not found', async () => {
    const stranger = await product.issueToken(['practice:read'], 'north');
    for (const answer of [
      await call('GET', 'patients/none'),
      await call('GET', 'patients/P1', undefined, stranger),
      await call('GET', 'patients?limit=0'),
    ]) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await entriesOf(answer)).toEqual([]);
    }
  });
});

function recordOf(id: string): object {
  return {
    mrn: `M-${id}`,
    name: { family: `Example ${id}`, given: 'Pat' },
    zones: [{ zone: 'America/Chicago' }],
    establishedPatient: true,
    coverage: [],
  };
}
