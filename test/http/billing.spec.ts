import type { ChargeView } from '../../src/domain/charges/explain/charge-view.js';
import type { Explanation } from '../../src/domain/charges/explain/explain.js';
import type { Progress } from '../../src/domain/charges/progress.js';
import { localDate } from '../../src/domain/time/local-date.js';
import {
  daysFrom,
  PRACTICE,
  startBillingPractice,
  type BillingPractice,
} from '../support/billing-practice.js';

interface Page<T> {
  items: T[];
  next: string | null;
}
interface Problem {
  status: number;
  detail?: string;
  errors?: { path: string; message: string }[];
}

const SUPPLY = 'E-P1~supply~2026-01-03~99454';
const BASE = 'E-P1~management~2026-01~99457';
const ADD_ON = 'E-P1~management~2026-01~99458';

describe('billing over HTTP', () => {
  let practice: BillingPractice;
  beforeAll(async () => {
    practice = await startBillingPractice();
    for (const id of ['P1', 'P2']) await practice.enroll(id);
    await practice.read('P1', [...daysFrom('2026-01-03', 17), ...daysFrom('2026-03-04', 6)]);
    await practice.read('P2', daysFrom('2026-01-05', 1));
    await practice.call('P1', localDate('2026-01-20'), 45);
    await practice.call('P1', localDate('2026-03-05'), 12);
    await practice.call('P2', localDate('2026-01-21'), 5);
  });
  afterAll(() => practice.close());
  const get = <T>(path: string) => practice.http<T>('GET', path);
  const post = <T>(path: string, body: unknown = {}) => practice.http<T>('POST', path, body);

  it('closes with the same digest in a dry run and for real', async () => {
    const dry = await post<{ digest: string; counts: { created: number } }>('closing-runs', { dryRun: true });
    expect([dry.status, dry.body.counts.created]).toEqual([200, 4]);
    expect((await get<Page<ChargeView>>('charges')).body.items).toEqual([]);
    const real = await post<{ digest: string }>('closing-runs', { asOf: '2026-03-10T12:00:00-05:00' });
    expect([real.status, real.body.digest]).toEqual([200, dry.body.digest]);
  });

  it('lists charges page by page, by month, patient and status', async () => {
    const all = await get<Page<ChargeView>>('charges');
    expect(all.body.items.map(({ id }) => id)).toEqual([BASE, ADD_ON, 'E-P1~set-up~1~99453', SUPPLY]);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await get<Page<ChargeView>>(`charges?limit=1${cursor}`);
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.next === null ? '' : `&cursor=${page.body.next}`;
    } while (cursor !== '');
    expect(seen).toEqual(all.body.items.map(({ id }) => id));
    const february = await get<Page<ChargeView>>('charges?month=2026-02');
    expect(february.body.items.map(({ id }) => id)).toEqual([SUPPLY]);
    expect((await get<Page<ChargeView>>('charges?patientId=P2')).body.items).toEqual([]);
    expect((await get<Page<ChargeView>>('charges?status=approved')).body.items).toEqual([]);
  });

  it('answers one charge, and 404 for one that does not exist', async () => {
    expect((await get<ChargeView>(`charges/${SUPPLY}`)).body).toMatchObject({
      code: '99454',
      units: 1,
      days: 17,
      dateOfService: '2026-02-01',
      servicePeriod: { start: '2026-01-03', end: '2026-02-01' },
      expectedAmountCents: 5211,
      status: 'proposed',
    });
    expect((await get('charges/E-P1~supply~2026-01-03~99445')).status).toBe(404);
    expect((await get('charges/E-P9~supply~2026-01-03~99454')).status).toBe(404);
  });

  it('explains a supply charge by its days, readings, records and rules', async () => {
    const { body } = await get<Explanation>(`charges/${SUPPLY}/explain`);
    expect(body.days?.counted.length).toBe(17);
    expect(body.days?.counted[0]?.parameters[0]?.readingIds.length).toBe(1);
    expect(body).toMatchObject({
      consent: { date: '2026-01-01', method: 'written', takenBy: 'S2' },
      order: { date: '2026-01-01', orderedBy: 'S1', deviceNamed: true },
      payer: { profile: { payerId: 'medicare', type: 'medicare_ffs' } },
      policy: { dayCount: 'max_per_parameter' },
      diagnoses: ['I10'],
      devices: [{ deviceId: 'D-P1', setupEducationDate: '2026-01-01' }],
      missing: [],
      evidenceIsLatest: true,
    });
    expect(body.rules.length).toBeGreaterThan(0);
    expect(body.rules.every(({ title }) => title.length > 0)).toBe(true);
  });

  it('explains a management charge by its minutes and the conversation', async () => {
    const { body } = await get<Explanation>(`charges/${BASE}/explain`);
    expect(body.minutes).toMatchObject({ program: 'RPM', minutes: 45, conversation: true });
    expect(body.minutes?.slices.length).toBe(1);
    expect(body.contact).toMatchObject({ day: '2026-01-20', entryId: body.minutes?.slices[0]?.entryId });
  });

  it('lists what was not billed, and says in clinical words what is missing', async () => {
    const { body } = await get<Page<{ sourceId: string; code: string; reason: string }>>(
      'not-billed?patientId=P2&reason=insufficient_minutes',
    );
    expect(body.items.map(({ code }) => code)).toContain('99470');
    const { sourceId } = body.items[0] ?? { sourceId: '' };
    const why = await get<Explanation>(`not-billed/${sourceId}/99470/explain`);
    expect(why.body.minutes?.minutes).toBe(5);
    expect(why.body.missing.map(({ text }) => text)).toEqual([
      'Less care time was documented than the service requires.',
    ]);
    expect(JSON.stringify(why.body.missing)).not.toMatch(/add \d|more minutes|\d+ minutes/i);
    expect((await get(`not-billed/${sourceId}/99454/explain`)).status).toBe(404);
  });

  it('holds, edits with a reason, releases and approves', async () => {
    const held = await post<ChargeView>(`charges/${SUPPLY}/hold`, { reason: 'ask the clinician' });
    expect(held.body).toMatchObject({
      status: 'held',
      decisions: [{ by: 'tester', reason: 'ask the clinician' }],
    });
    expect((await post<ChargeView>(`charges/${SUPPLY}/release`)).body.status).toBe('proposed');
    expect((await post<Problem>(`charges/${SUPPLY}/edit`, { units: 2 })).body.errors?.[0]?.path).toBe(
      'reason',
    );
    const outside = { reason: 'x', dateOfService: '2026-03-01' };
    expect((await post<Problem>(`charges/${SUPPLY}/edit`, outside)).status).toBe(409);
    const edited = await post<ChargeView>(`charges/${SUPPLY}/edit`, {
      reason: 'payer rule',
      modifiers: ['KX'],
    });
    expect(edited.body).toMatchObject({ status: 'proposed', edited: true, modifiers: ['KX'] });
    await post('closing-runs');
    expect((await get<ChargeView>(`charges/${SUPPLY}`)).body).toMatchObject({
      edited: true,
      modifiers: ['KX'],
    });
    expect((await post<ChargeView>(`charges/${SUPPLY}/approve`)).body.status).toBe('approved');
    expect((await post<ChargeView>(`charges/${ADD_ON}/approve`)).status).toBe(409);
  });

  it('approves in bulk by filter or ids, within limits', async () => {
    const some = await post<{ items: { id: string; outcome: string }[]; remaining: boolean }>(
      'charges/approve',
      {
        filter: { month: '2026-01' },
        limit: 2,
      },
    );
    expect(some.body.items).toEqual([
      expect.objectContaining({ id: BASE, outcome: 'done' }),
      expect.objectContaining({ id: ADD_ON, outcome: 'done' }),
    ]);
    expect(some.body.remaining).toBe(true);
    const ids = Array.from({ length: 501 }, () => BASE);
    expect((await post('charges/approve', { ids })).status).toBe(400);
    const again = await post<{ items: { outcome: string }[] }>('charges/approve', { ids: [BASE] });
    expect(again.body.items[0]?.outcome).toBe('unchanged');
  });

  it('exports what is approved as a file and withdraws it', async () => {
    expect((await post('export-batches', { month: '2026-01' })).status).toBe(201);
    expect((await post('export-batches', { number: 1 })).status).toBe(200);
    const file = await get('export-batches/1/charges.csv');
    expect(file.text.split('\r\n')[1]).toMatch(
      /^PR-1,P1,M-P1,Medicare,1EG4-P1,1245319599,1234567893,11,99457,/,
    );
    expect((await get('export-batches/1/charges.csv')).text).toBe(file.text);
    expect((await post<Problem>('export-batches/1/withdraw', {})).body.errors?.[0]?.path).toBe('reason');
    expect((await post('export-batches/1/withdraw', { reason: 'wrong payer' })).body).toMatchObject({
      status: 'withdrawn',
      lines: 2,
    });
    expect((await get<Page<unknown>>('export-batches')).body.items.length).toBe(1);
    expect((await get('export-batches/9')).status).toBe(404);
  });

  it('shows how far the current window and month have come', async () => {
    const { body } = await get<Progress>('enrollments/E-P1/progress');
    expect(body).toEqual({
      enrollmentId: 'E-P1',
      today: '2026-03-10',
      window: {
        start: '2026-03-04',
        end: '2026-04-02',
        days: 6,
        lastReadingDay: '2026-03-09',
        readingToday: false,
        thresholds: [
          { days: 2, met: true, lastDay: null },
          { days: 16, met: false, lastDay: '2026-03-24' },
        ],
      },
      month: {
        month: '2026-03',
        end: '2026-03-31',
        minutes: 12,
        seconds: 720,
        conversation: true,
        thresholds: [
          { minutes: 10, met: true, lastDay: null },
          { minutes: 20, met: false, lastDay: '2026-03-31' },
          { minutes: 40, met: false, lastDay: '2026-03-31' },
          { minutes: 60, met: false, lastDay: '2026-03-31' },
        ],
      },
    });
    expect((await get('enrollments/E-P9/progress')).status).toBe(404);
  });

  it.each([
    ['GET', 'charges?month=2026-13', 'month'],
    ['GET', 'charges?status=paid', 'status'],
    ['GET', 'charges?limit=0', 'limit'],
    ['GET', 'charges/none', 'id'],
    ['GET', 'not-billed?reason=No%20Reason', 'reason'],
    ['POST', 'closing-runs', 'asOf'],
    ['POST', 'charges/approve', 'ids'],
    ['GET', 'export-batches/0', 'number'],
  ])('%s %s answers 400 naming the path', async (method, path, named) => {
    const answer = await practice.http<Problem>(
      method,
      path,
      method === 'POST' ? { asOf: '2026-01-01T00:00:00' } : undefined,
    );
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map(({ path: at }) => at)).toContain(named);
  });

  it('requires the scope of each route and shows nothing to another practice', async () => {
    const none = await practice.issueToken(['readings:write'], PRACTICE, { principalId: 'other' });
    const read = await practice.issueToken(['billing:read'], PRACTICE, { principalId: 'reader' });
    const other = await practice.issueToken(['billing:read', 'billing:write'], 'PR-2', {
      principalId: 'stranger',
    });
    for (const path of [
      'charges',
      `charges/${SUPPLY}`,
      'not-billed',
      'parked',
      'export-batches/1/charges.csv',
    ])
      expect((await practice.http('GET', path, undefined, none)).status).toBe(403);
    for (const path of ['closing-runs', `charges/${SUPPLY}/approve`, 'charges/approve', 'export-batches'])
      expect((await practice.http('POST', path, {}, read)).status).toBe(403);
    expect((await practice.http<Page<unknown>>('GET', 'charges', undefined, other)).body.items).toEqual([]);
    expect((await practice.http('GET', `charges/${SUPPLY}`, undefined, other)).status).toBe(404);
    expect((await practice.http('POST', `charges/${SUPPLY}/hold`, { reason: 'x' }, other)).status).toBe(404);
    expect((await practice.http('GET', 'export-batches/1/charges.csv', undefined, other)).status).toBe(404);
    expect((await practice.http('GET', 'charges', undefined, 'nonsense')).status).toBe(401);
  });

  it('writes every decision into the audit log, without a patient’s identifiers', async () => {
    const admin = await practice.issueToken(['admin'], PRACTICE, { principalId: 'admin' });
    const log = await practice.http<Page<{ action: string; actor: { id: string } }>>(
      'GET',
      'audit?limit=1000',
      undefined,
      admin,
    );
    const actions = log.body.items.filter(({ actor }) => actor.id === 'tester').map(({ action }) => action);
    for (const action of [
      'charges.close',
      'charges.hold',
      'charges.edit',
      'charges.release',
      'charges.approve',
      'charges.export',
      'export-batches.create',
      'export-batches.withdraw',
    ])
      expect(actions).toContain(action);
    expect(log.text).not.toContain('M-P1');
  });
});
