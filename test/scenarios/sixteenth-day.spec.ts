import type { Progress } from '../../src/domain/charges/progress.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { at, CHICAGO, daily, Story } from './support/story.js';

describe('the sixteenth reading day', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  it('a reading at 23:40 in Chicago, already the next day in UTC, is the 16th day and becomes a charge', async () => {
    const story = await Story.begin(product, '2026-02-01T18:00:00Z');
    await story.enroll('P', { from: '2026-01-03' });
    const fifteen = await story.take('D-P', daily('2026-01-03', 15));
    product.clock.moveTo('2026-02-02T05:41:00Z');
    // February 1 is the last day of the window. At 23:40 there, it is the 2nd in UTC, which is in no window.
    const last = await story.take('D-P', ['2026-02-02T05:40:00Z']);
    const { window } = await story.get<Progress>('enrollments/E-P/progress');
    expect(window).toMatchObject({ end: '2026-02-01', days: 16, lastReadingDay: '2026-02-01' });

    await story.tick(at('2026-02-05T06:00'));
    expect(await story.lines()).toEqual([
      '2026-01-03 99453 x1 original proposed',
      '2026-02-01 99454 x1 original proposed',
    ]);
    const { charge, days, missing, rules } = await story.explain('E-P~supply~2026-01-03~99454');
    expect(charge).toMatchObject({
      days: 16,
      servicePeriod: { start: '2026-01-03', end: '2026-02-01' },
      expectedAmountCents: 5211,
    });
    const expected = [...daily('2026-01-03', 15).map((time) => time.slice(0, 10)), '2026-02-01'];
    expect(
      days?.counted.map(({ day, parameters }) => [day, parameters.flatMap(({ readingIds }) => readingIds)]),
    ).toEqual([...fifteen, ...last].map((id, n) => [expected[n], [id]]));
    expect([missing, rules.map(({ id }) => id)]).toEqual([[], expect.arrayContaining(['R11', 'R12', 'R18'])]);
    // The evidence links to the measurement as the gateway sent it.
    const reading = await story.get<object>(`readings/${last[0]}`);
    expect(reading).toMatchObject({ serviceDay: '2026-02-01', takenAt: '2026-02-02T05:40:00.000Z' });
  });

  it.each([
    ['a second reading of a day that has one', '2026-01-17T23:50', '99445', 15],
    ['a reading ten minutes into the next window', '2026-02-02T00:10', '99445', 15],
    ['a reading on a free day', '2026-01-18T00:00', '99454', 16],
  ])('fifteen days and %s', async (_, wall, code, counted) => {
    const story = await Story.begin(product, '2026-02-02T18:00:00Z');
    await story.enroll('P', { from: '2026-01-03' });
    await story.take('D-P', [...daily('2026-01-03', 15), at(wall)]);
    await story.tick(at('2026-02-06T06:00'));
    const [supply] = (await story.charges('&month=2026-02')).filter(({ code: one }) => one !== '99453');
    expect([supply?.code, supply?.days]).toEqual([code, counted]);
  });

  it('days are those of the patient in Honolulu, not of the practice or the device', async () => {
    const story = await Story.begin(product, '2026-02-03T18:00:00Z');
    await story.enroll('P', { from: '2026-01-03', zone: 'Pacific/Honolulu' });
    // 23:30 and 00:30 in Honolulu are two days there, but one in Chicago and in UTC. Sent with Tokyo's offset.
    await story.take('D-P', ['2026-01-04T18:30:00+09:00', '2026-01-04T19:30:00+09:00']);
    expect(at('2026-01-03T23:30', 'Pacific/Honolulu')).toBe('2026-01-04T09:30:00.000Z');
    await story.tick(at('2026-02-08T06:00', CHICAGO));
    expect(await story.lines()).toEqual([
      '2026-01-03 99453 x1 original proposed',
      '2026-02-01 99445 x1 original proposed',
    ]);
  });

  it('what does not count is kept and explained: typed in, a test, a battery, an impossible value', async () => {
    const story = await Story.begin(product, '2026-02-03T18:00:00Z');
    await story.enroll('P', { from: '2026-01-03' });
    await story.take('D-P', daily('2026-01-03', 15));
    const [typed] = await story.take('D-P', [at('2026-01-20T12:00')], { origin: 'manual_entry' });
    const [test] = await story.take('D-P', [at('2026-01-21T12:00')], { origin: 'test' });
    const [battery] = await story.take('D-P', [at('2026-01-22T12:00')], { kind: 'battery', values: [] });
    const high = [{ code: '8480-6', value: 900, unit: 'mm[Hg]' }];
    const [impossible] = await story.take('D-P', [at('2026-01-23T12:00')], { values: high });
    await story.tick(at('2026-02-06T06:00'));
    const { days } = await story.explain('E-P~supply~2026-01-03~99445');
    expect(days?.days).toBe(15);
    expect(days?.notCounted.map(({ readingId, reason }) => [readingId, reason])).toEqual([
      [typed, 'origin_not_qualifying'],
      [test, 'not_a_measurement'],
      [battery, 'not_a_measurement'],
      [impossible, 'implausible'],
    ]);
  });
});
