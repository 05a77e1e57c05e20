import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReadingsService } from '../../src/modules/readings/readings.service.js';
import { CloseQueueService } from '../../src/modules/restatement/close-queue.service.js';
import {
  bloodPressure,
  PRACTICE,
  startReadingPractice,
  type Answer,
  type ReadingPractice,
} from '../support/reading-practice.js';

let practice: ReadingPractice;

beforeAll(async () => {
  practice = await startReadingPractice();
});
afterAll(() => practice.close());

async function get(path: string): Promise<Answer> {
  const answer = await fetch(`${practice.baseUrl}/v1/${path}`, {
    headers: { Authorization: `Bearer ${practice.token}` },
  });
  return { httpStatus: answer.status, ...((await answer.json()) as Answer) };
}

describe('one reading over HTTP', () => {
  it("is accepted on the patient's day, and a duplicate gets the first id", async () => {
    const late = bloodPressure({ externalId: 'edge', takenAt: '2026-02-21T05:40:00Z', receivedAt: null });
    const first = await practice.post(late);
    expect(first).toEqual({ status: 201, body: { status: 'accepted', id: expect.any(String) } });
    const again = await practice.post({ ...late, takenAt: '2026-02-20T23:40:00-06:00' });
    expect(again).toEqual({ status: 200, body: { status: 'duplicate', id: first.body.id } });
    expect(await get(`readings/${first.body.id}`)).toMatchObject({
      patientId: 'P1',
      serviceDay: '2026-02-20',
      takenAt: '2026-02-21T05:40:00.000Z',
      externalId: 'edge',
      raw: JSON.stringify(late),
    });
  });

  it('is kept exactly as sent, alone or in a list', async () => {
    const text = (id: string) =>
      `{ "weight" : 98.60,\n ${JSON.stringify(bloodPressure({ externalId: id })).slice(1)}`;
    const [alone, first, second] = ['as-is', 'as-is-1', 'as-is-2'].map(text);
    const one = await practice.post(` ${alone}\n`);
    const list = await practice.post(` [${first} , ${second}]`);
    const [accepted, other] = list.body as unknown as Answer[];
    for (const [id, raw] of [
      [one.body.id, alone],
      [accepted?.['id'], first],
      [other?.['id'], second],
    ])
      expect(await get(`readings/${String(id)}`)).toMatchObject({ raw });
  });

  it('is a conflict when its id was sent with another body, and the first reading is kept', async () => {
    const first = await practice.post(bloodPressure({ externalId: 'c1' }));
    const values = [{ code: '8480-6', value: 140, unit: 'mm[Hg]' }];
    const second = await practice.post(bloodPressure({ externalId: 'c1', values }));
    expect(second).toMatchObject({ status: 409, body: { reason: 'conflict', id: first.body.id } });
    expect((await get(`readings/${first.body.id}`))['values']).toEqual(bloodPressure()['values']);
  });

  it.each([
    ['no offset', { takenAt: '2026-02-20T12:00:00' }, 'takenAt'],
    ['no time', { takenAt: 'yesterday' }, 'takenAt'],
    ['an invalid day', { takenAt: '2026-02-30T12:00:00Z' }, 'takenAt'],
    ['an invalid offset', { takenAt: '2026-02-20T12:00:00-20:00' }, 'takenAt'],
    ['the future', { takenAt: '2026-03-01T12:05:01Z', receivedAt: null }, 'takenAt'],
    ['measured after it was received', { receivedAt: '2026-02-20T17:54:59Z' }, 'takenAt'],
    ['receivedAt without offset', { receivedAt: '2026-02-20T18:00:00' }, 'receivedAt'],
    ['no values', { values: [] }, 'values'],
    ['text for a number', { values: [{ code: '8480-6', value: '120', unit: 'mm[Hg]' }] }, 'values[0].value'],
    ['another quantity', { values: [{ code: '29463-7', value: 80, unit: 'mm[Hg]' }] }, 'values[0].unit'],
    ['no LOINC code', { values: [{ code: 'systolic', value: 80, unit: 'mm[Hg]' }] }, 'values[0].code'],
    ['an unknown origin', { origin: 'guess' }, 'origin'],
    ['no device', { deviceId: undefined }, 'deviceId'],
    ['no source', { source: undefined }, 'source'],
    ['control characters', { externalId: 'a\nb' }, 'externalId'],
  ])('is refused for %s, naming the path', async (_title, change, path) => {
    const { status, body } = await practice.post(bloodPressure({ externalId: 'bad', ...change }));
    expect(status).toBe(400);
    expect(body.errors?.map((error) => error.path)).toEqual([path]);
  });

  it('refuses a number that is too large to represent', async () => {
    const text = JSON.stringify(bloodPressure({ externalId: 'inf' })).replace('128', '1e999');
    const answer = await fetch(`${practice.baseUrl}/v1/readings`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${practice.token}`, 'Content-Type': 'application/json' },
      body: text,
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ path: 'values[0].value' }] });
  });

  it.each(['null', '7', '"text"', '{', 'NaN', '{"__proto__":{}}', ''])(
    'answers %j with 400',
    async (body) => {
      const answer = await fetch(`${practice.baseUrl}/v1/readings`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${practice.token}`, 'Content-Type': 'application/json' },
        body,
      });
      expect(answer.status).toBe(400);
    },
  );

  it('may be five minutes ahead of our clock', async () => {
    const change = { externalId: 'ahead', takenAt: '2026-03-01T12:05:00Z', receivedAt: null };
    expect((await practice.post(bloodPressure(change))).status).toBe(201);
  });

  it.each([
    ['unknown_device', { deviceId: 'D9' }],
    ['unassigned_device', { deviceId: 'D3' }],
    ['unassigned_device', { takenAt: '2025-12-31T23:59:00-06:00' }],
    ['ambiguous_user', { user: 'ambiguous' }],
  ])('is quarantined as %s', async (reason, change) => {
    const reading = bloodPressure({ externalId: `q-${JSON.stringify(change)}`, ...change });
    const { status, body } = await practice.post(reading);
    expect([status, body.status, body.reason]).toEqual([202, 'quarantined', reason]);
    expect((await practice.post(reading)).status).toBe(200);
  });

  it('from a gateway must have its own source, named or not', async () => {
    const token = await practice.issueToken(['readings:write'], PRACTICE, { source: 'gw-7' });
    const foreign = await practice.post(bloodPressure({ externalId: 'g' }), token);
    expect(foreign.status).toBe(403);
    expect((await practice.post(bloodPressure({ externalId: 'g', source: undefined }), token)).status).toBe(
      201,
    );
    expect((await practice.post(bloodPressure({ externalId: 'g', source: 'gw-7' }), token)).status).toBe(200);
    const { body } = await practice.post([bloodPressure({ externalId: 'g2' })], token);
    expect(body).toEqual([expect.objectContaining({ status: 'rejected', reason: 'wrong_source' })]);
  });

  it('is visible only in its own practice', async () => {
    const { body } = await practice.post(bloodPressure({ externalId: 'own' }));
    const token = await practice.issueToken(['readings:read'], 'PR-2');
    const answer = await fetch(`${practice.baseUrl}/v1/readings/${body.id}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(404);
  });
});

describe('an array of readings', () => {
  it('is answered item by item, in order, and keeps the valid items', async () => {
    const one = bloodPressure({ externalId: 'm1' });
    const { status, body } = await practice.post([
      one,
      { ...one, takenAt: 'never' },
      one,
      bloodPressure({ externalId: 'm1', kind: 'other' }),
      bloodPressure({ externalId: 'm2', deviceId: 'D9' }),
      null,
    ]);
    expect(status).toBe(200);
    const answers = body as unknown as Answer[];
    expect(answers.map((answer) => answer.status)).toEqual([
      'accepted',
      'rejected',
      'duplicate',
      'conflict',
      'quarantined',
      'rejected',
    ]);
    expect(answers[1]).toMatchObject({ reason: 'invalid', errors: [{ path: 'takenAt' }] });
    expect(answers[2]?.id).toBe(answers[0]?.id);
  });

  it('of more than 1,000, or more than 2 MiB, is too large and stores nothing', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => bloodPressure({ externalId: `big-${index}` }));
    expect((await practice.post(many)).status).toBe(413);
    const wide = many.slice(0, 100).map((one) => ({ ...one, note: 'x'.repeat(30_000) }));
    expect((await practice.post(wide)).status).toBe(413);
    expect((await practice.post(many[0])).status).toBe(201);
  });
});

describe('a stream of lines', () => {
  async function stream(chunks: readonly string[]): Promise<Answer[]> {
    const encoder = new TextEncoder();
    const body = new ReadableStream({
      async start(controller) {
        for (const chunk of chunks) {
          controller.enqueue(encoder.encode(chunk));
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        controller.close();
      },
    });
    const answer = await fetch(`${practice.baseUrl}/v1/readings`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${practice.token}`, 'Content-Type': 'application/x-ndjson' },
      body,
      duplex: 'half',
    } as never);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    const text = await answer.text();
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
  }

  it('is answered line by line however it is split, including invalid lines', async () => {
    const line = (id: string) => JSON.stringify(bloodPressure({ externalId: id }));
    const text = [
      line('n1'),
      line('n2').slice(0, 40),
      '',
      `{"a":"${'x'.repeat(70_000)}"}`,
      line('n1'),
      line('n3'),
    ].join('\r\n');
    const cut = Math.floor(text.length / 3);
    const answers = await stream([text.slice(0, 17), text.slice(17, cut), text.slice(cut)]);
    expect(answers.map(({ line: number, status, reason }) => [number, status, reason])).toEqual([
      [1, 'accepted', undefined],
      [2, 'rejected', 'not_json'],
      [4, 'rejected', 'line_too_long'],
      [5, 'duplicate', undefined],
      [6, 'accepted', undefined],
    ]);
  });

  it('answers a sender that waits for answers before it continues', async () => {
    const { port } = new URL(practice.baseUrl);
    const { request } = await import('node:http');
    const sent = request({
      port,
      method: 'POST',
      path: '/v1/readings',
      headers: { Authorization: `Bearer ${practice.token}`, 'Content-Type': 'application/x-ndjson' },
    });
    sent.write(`${JSON.stringify(bloodPressure({ externalId: 'w1' }))}\n`);
    const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
    const answers = response[Symbol.asyncIterator]();
    const first = await answers.next();
    expect(JSON.parse(String(first.value))).toMatchObject({ line: 1, status: 'accepted' });
    sent.end(`${JSON.stringify(bloodPressure({ externalId: 'w2' }))}\n`);
    expect(JSON.parse(String((await answers.next()).value))).toMatchObject({ line: 2, status: 'accepted' });
  });

  it('accepts thousands of lines in order', async () => {
    const lines = Array.from({ length: 3500 }, (_, index) =>
      JSON.stringify(bloodPressure({ externalId: `s-${index % 3000}` })),
    );
    const answers = await stream([`${lines.join('\n')}\n`]);
    expect(answers.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1));
    expect(answers.filter(({ status }) => status === 'accepted')).toHaveLength(3000);
    expect(answers.slice(3000).every(({ status }) => status === 'duplicate')).toBe(true);
  });
});

describe("people's decisions", () => {
  it('exclude a reading with a reason and reinstate it, and send the patient back to closing', async () => {
    const queue = practice.app.get(CloseQueueService);
    const readings = practice.app.get(ReadingsService);
    const { body } = await practice.post(bloodPressure({ externalId: 'ex' }));
    const setAside = async () =>
      (await readings.ofPatients(practice.principal, ['P1'])).get('P1')?.find(({ id }) => id === body.id)
        ?.setAside;
    const tokenOf = async () => (await queue.find(practice.principal, ['P1']))[0]?.token ?? 0;
    const before = await tokenOf();
    expect((await decide(`readings/${body.id}/exclude`, { reason: 'not this patient' })).status).toBe(200);
    expect(await setAside()).toBe('excluded');
    expect(await tokenOf()).toBeGreaterThan(before);
    expect(await decide(`readings/${body.id}/exclude`, { reason: 'again' })).toMatchObject({
      body: { outcome: 'unchanged' },
    });
    const between = await tokenOf();
    expect((await decide(`readings/${body.id}/reinstate`, { reason: 'it was' })).status).toBe(200);
    expect(await setAside()).toBeNull();
    expect(await tokenOf()).toBeGreaterThan(between);
    expect((await decide(`readings/${body.id}/exclude`, {})).status).toBe(400);
    expect((await decide('readings/none/exclude', { reason: 'x' })).status).toBe(404);
  });

  it('release a doubtful reading, or discard it permanently', async () => {
    const doubtful = await practice.post(bloodPressure({ externalId: 'd1', user: 'ambiguous' }));
    const { body } = await decide(`quarantine/${doubtful.body.id}/resolve`, {
      action: 'rederive',
      reason: 'asked the patient',
    });
    expect(body['reading']).toMatchObject({ status: 'accepted', patientId: 'P1', serviceDay: '2026-02-20' });
    const lost = await practice.post(bloodPressure({ externalId: 'd2', deviceId: 'D9' }));
    await decide(`quarantine/${lost.body.id}/resolve`, { action: 'discard', reason: 'not ours' });
    const page = await get('quarantine?limit=1000');
    expect(JSON.stringify(page['items'])).not.toContain(lost.body.id);
    const still = await practice.post(bloodPressure({ externalId: 'd3', deviceId: 'D9' }));
    const answer = await decide(`quarantine/${still.body.id}/resolve`, { action: 'rederive', reason: 'try' });
    expect(answer.body['reading']).toMatchObject({
      status: 'quarantined',
      quarantineReason: 'unknown_device',
    });
  });

  it('can be paged through by patient and by quarantine without a gap', async () => {
    const ids: unknown[] = [];
    let cursor: unknown = null;
    do {
      const page: Answer = await get(
        `readings?patientId=P1&limit=7${cursor ? `&cursor=${String(cursor)}` : ''}`,
      );
      ids.push(...(page['items'] as Answer[]).map(({ id }) => id));
      cursor = page['next'];
    } while (cursor && ids.length < 60);
    expect(new Set(ids).size).toBe(ids.length);
    const whole = await get('readings?patientId=P1&limit=1000');
    expect(ids).toEqual((whole['items'] as Answer[]).slice(0, ids.length).map(({ id }) => id));
    expect((await get('readings?patientId=P1&cursor=%%'))['httpStatus']).toBe(400);
    expect((await get('readings?patientId=P1&from=2026-02-31'))['httpStatus']).toBe(400);
    const february = await get('readings?patientId=P1&from=2026-02-21&to=2026-02-28');
    expect(february['items']).toEqual([]);
  });

  async function decide(path: string, body: unknown): Promise<{ status: number; body: Answer }> {
    const answer = await fetch(`${practice.baseUrl}/v1/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${practice.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Answer };
  }
});
