import { createHash } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.js';
import { at, daily, Story } from './support/story.js';

interface Batch {
  readonly number: number;
  readonly status: string;
  readonly lines: number;
  readonly chargeIds: readonly string[];
  readonly fileSha256: string;
  readonly expectedAmountCents: number;
}

const SET_UP = 'E-P~set-up~1~99453';
const SUPPLY = 'E-P~supply~2026-01-03~99454';
const BASE = 'E-P~management~2026-01~99457';
const ADD_ON = 'E-P~management~2026-01~99458';

describe('the export of a month', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  /** 99453, 99454, 99457 and 99458 of January, approved but not exported. */
  async function approved(): Promise<{ story: Story; readings: string[] }> {
    const story = await Story.begin(product, at('2026-02-06T06:00'));
    await story.enroll('P', { from: '2026-01-03' });
    const readings = await story.take('D-P', daily('2026-01-03', 16));
    await story.work('P', at('2026-01-14T10:00'), 45);
    await story.tick();
    await story.post('charges/approve', { filter: {}, reason: 'looked at' });
    return { story, readings };
  }
  const file = async (story: Story, number: number) =>
    (await story.call('GET', `export-batches/${number}/charges.csv`)).text;
  const statuses = async (story: Story) => new Set((await story.charges()).map(({ status }) => status));

  it('produces one numbered file that stays the same byte for byte, whatever happens later', async () => {
    const { story, readings } = await approved();
    expect(await statuses(story)).toEqual(new Set(['approved']));
    const batch = await story.post<Batch>('export-batches');
    expect(batch).toMatchObject({ number: 1, status: 'complete', lines: 4 });
    expect(batch.expectedAmountCents).toBe(2171 + 5211 + 5177 + 4142);
    const text = await file(story, 1);
    expect(createHash('sha256').update(text).digest('hex')).toBe(batch.fileSha256);
    expect(text.split('\r\n')[1]).toBe(
      [
        `${story.practiceId},P,M-P,Medicare,1EG4-P,1245319599,1234567893,11,99457,,1,2026-01-31`,
        '2026-01-01,2026-01-31,I10,,45,51.77,exported,looked at; rules ',
      ].join(',') + (text.split('\r\n')[1] ?? '').split('rules ')[1],
    );
    await story.correct('patients/P', { mrn: 'M-NEW', coverage: [{ payerId: 'medicare', memberId: 'NEW' }] });
    await story.post(`readings/${readings[0]}/exclude`, { reason: 'not this patient' });
    await story.tick(at('2026-02-06T07:00'));
    expect(await file(story, 1)).toBe(text);
    expect(await story.post<Batch>('export-batches', { number: 1 })).toEqual(batch);
  });

  it('makes no second batch of the same charges, and refuses later decisions about them', async () => {
    const { story } = await approved();
    await story.post('export-batches');
    expect((await story.call('POST', 'export-batches')).status).toBe(409);
    for (const [action, body] of [
      ['approve', {}],
      ['hold', { reason: 'wait' }],
      ['release', {}],
      ['edit', { reason: 'other', units: 2 }],
    ] as const)
      expect((await story.call('POST', `charges/${ADD_ON}/${action}`, body)).status).toBe(409);
    expect(await statuses(story)).toEqual(new Set(['exported']));
  });

  it('is undone when the batch is withdrawn, and repeated under the next number', async () => {
    const { story } = await approved();
    const first = await story.post<Batch>('export-batches');
    const text = await file(story, 1);
    const withdrawn = await story.post('export-batches/1/withdraw', { reason: 'wrong clearing house' });
    expect(withdrawn).toMatchObject({ status: 'withdrawn', withdrawal: { by: 'biller' } });
    expect(await statuses(story)).toEqual(new Set(['approved']));
    expect(await file(story, 1)).toBe(text);
    await story.decide(SET_UP, 'hold', { reason: 'not yet' });
    const second = await story.post<Batch>('export-batches');
    expect([second.number, second.chargeIds]).toEqual([2, first.chargeIds.filter((id) => id !== SET_UP)]);
    expect((await story.charge(SUPPLY)).decisions.map(({ action }) => action)).toEqual([
      'approve',
      'export',
      'withdraw-export',
      'export',
    ]);
    expect(await story.lines()).toContain('2026-01-03 99453 x1 original held');
  });

  it('after a withdrawal uses facts that arrived before the next export', async () => {
    const { story, readings } = await approved();
    await story.post('export-batches');
    await story.post('export-batches/1/withdraw', { reason: 'a reading of somebody else' });
    await story.post(`readings/${readings[5]}/exclude`, { reason: 'not this patient' });
    await story.tick(at('2026-02-06T07:00'));
    await story.decide('E-P~supply~2026-01-03~99445~a1', 'approve');
    const second = await story.post<Batch>('export-batches');
    // The payer never saw the claim in the first file, so its successor is an original claim.
    const row = (await file(story, 2)).split('\r\n').find((line) => line.includes(',99445,'));
    expect(row?.split(',').slice(-2)).toEqual(['1', SUPPLY]);
    expect(second.chargeIds).not.toContain(SUPPLY);
    expect((await story.charge(SUPPLY)).status).toBe('replaced');
  });

  it('is adjusted by later batches, which lock the first one', async () => {
    const { story } = await approved();
    await story.post('export-batches');
    const sent = await story.charge(ADD_ON);
    await story.work('P', at('2026-01-20T10:00'), 20);
    await story.tick(at('2026-02-06T07:00'));
    expect((await story.charges()).filter(({ adjusts }) => adjusts !== null)).toMatchObject([
      { id: `${ADD_ON}~a1`, adjusts: ADD_ON, units: 2, kind: 'replacement', status: 'proposed' },
    ]);
    expect(await story.charge(ADD_ON)).toEqual(sent);
    await story.exportAll(`${ADD_ON}~a1`);
    expect((await story.call('POST', 'export-batches/1/withdraw', { reason: 'again' })).status).toBe(409);
    await story.post('export-batches/2/withdraw', { reason: 'the log was wrong' });
    await story.post('export-batches/1/withdraw', { reason: 'again' });
    expect(await story.lines()).toEqual([
      '2026-01-03 99453 x1 original approved',
      '2026-01-31 99457 x1 original approved',
      '2026-01-31 99458 x1 original replaced',
      '2026-01-31 99458 x2 replacement approved',
      '2026-02-01 99454 x1 original approved',
    ]);
    const third = await story.post<Batch>('export-batches');
    expect([third.number, [...third.chargeIds].sort()]).toEqual([
      3,
      [BASE, `${ADD_ON}~a1`, SET_UP, SUPPLY].sort(),
    ]);
  });

  it('takes one month, or one patient, at a time', async () => {
    const { story } = await approved();
    const january = await story.post<Batch>('export-batches', { month: '2026-01' });
    expect([...january.chargeIds].sort()).toEqual([BASE, ADD_ON, SET_UP].sort());
    const rest = await story.post<Batch>('export-batches', { patientId: 'P' });
    expect([rest.number, rest.chargeIds]).toEqual([2, [SUPPLY]]);
  });
});
