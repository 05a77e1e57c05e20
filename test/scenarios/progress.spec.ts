import type { Progress } from '../../src/domain/charges/progress.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { at, daily, Story } from './support/story.js';

describe('the progress of a patient through a month', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  const progress = (story: Story, wall: string) => {
    product.clock.moveTo(at(wall));
    return story.get<Progress>('enrollments/E-P/progress');
  };
  const daysLeft = async (story: Story, wall: string) => {
    const { window } = await progress(story, wall);
    return window && [window.days, ...window.thresholds.map(({ met, lastDay }) => (met ? 'met' : lastDay))];
  };

  it('names the last day on which sixteen days can still be reached, and no later day', async () => {
    const story = await Story.begin(product, at('2026-01-03T09:00'));
    await story.enroll('P', { from: '2026-01-03' });
    expect(await progress(story, '2026-01-03T10:00')).toMatchObject({ today: '2026-01-03', window: null });
    product.clock.moveTo(at('2026-01-03T12:01'));
    await story.take('D-P', [at('2026-01-03T12:00')]);
    // The window ends on February 1: fifteen more days must begin by January 18, one more by February 1.
    expect(await daysLeft(story, '2026-01-03T13:00')).toEqual([1, '2026-02-01', '2026-01-18']);
    product.clock.moveTo(at('2026-01-10T13:00'));
    await story.take('D-P', daily('2026-01-04', 7));
    expect(await daysLeft(story, '2026-01-10T13:00')).toEqual([8, 'met', '2026-01-25']);
    expect(await daysLeft(story, '2026-01-25T23:00')).toEqual([8, 'met', '2026-01-25']);
    expect(await daysLeft(story, '2026-01-26T00:00')).toEqual([8, 'met', null]);
  });

  it('is right about that last day: daily readings that start on it make the charge, and ones that start a day later do not', async () => {
    for (const [first, code] of [
      ['2026-01-25', '99454'],
      ['2026-01-26', '99445'],
    ] as const) {
      const story = await Story.begin(product, at('2026-02-01T23:00'));
      await story.enroll('P', { from: '2026-01-03' });
      const rest = daily(first, 8).filter((noon) => noon < '2026-02-02');
      await story.take('D-P', [...daily('2026-01-03', 8), ...rest]);
      await story.tick(at('2026-02-06T06:00'));
      expect((await story.lines()).at(-1)).toBe(`2026-02-01 ${code} x1 original proposed`);
    }
  });

  it('counts today’s reading: what is still needed begins tomorrow', async () => {
    const story = await Story.begin(product, at('2026-01-25T11:00'));
    await story.enroll('P', { from: '2026-01-03' });
    await story.take('D-P', daily('2026-01-03', 8));
    expect((await progress(story, '2026-01-25T11:00')).window?.readingToday).toBe(false);
    product.clock.moveTo(at('2026-01-25T12:30'));
    await story.take('D-P', [at('2026-01-25T12:00')]);
    const { window } = await progress(story, '2026-01-25T23:59');
    expect([window?.readingToday, window?.thresholds[1]]).toEqual([
      true,
      { days: 16, met: false, lastDay: '2026-01-26' },
    ]);
  });

  it('continues with the next window the day after, and with the next month', async () => {
    const story = await Story.begin(product, at('2026-01-31T18:00'));
    await story.enroll('P', { from: '2026-01-03' });
    await story.take('D-P', daily('2026-01-03', 16));
    await story.work('P', at('2026-01-10T10:00'), 12);
    await story.work('P', at('2026-01-11T10:00'), 9, { mode: 'data_review', interactive: false });
    const january = await progress(story, '2026-01-31T23:59');
    expect(january.window).toMatchObject({ start: '2026-01-03', days: 16 });
    expect(january.month).toMatchObject({ month: '2026-01', minutes: 21, conversation: true });
    expect(january.month?.thresholds.map(({ minutes, met, lastDay }) => [minutes, met, lastDay])).toEqual([
      [10, true, null],
      [20, true, null],
      [40, false, '2026-01-31'],
      [60, false, '2026-01-31'],
    ]);
    const february = await progress(story, '2026-02-01T00:00');
    expect(february.window).toMatchObject({ start: '2026-01-03', end: '2026-02-01', days: 16 });
    expect(february.month).toMatchObject({ month: '2026-02', minutes: 0, conversation: false });
    await story.take('D-P', [at('2026-01-31T12:00')]);
    const next = await progress(story, '2026-02-02T00:00');
    expect(next.window).toMatchObject({
      start: '2026-02-02',
      end: '2026-03-03',
      days: 0,
      lastReadingDay: null,
    });
    // The same after the first one is closed.
    await story.tick(at('2026-02-06T06:00'));
    await story.exportAll('E-P~supply~2026-01-03~99454');
    await story.take('D-P', daily('2026-02-02', 4));
    expect((await progress(story, '2026-02-06T06:00')).window).toMatchObject({
      start: '2026-02-02',
      days: 4,
    });
  });

  it('follows the first window as it is now, not an abandoned one', async () => {
    const story = await Story.begin(product, at('2026-02-01T23:00'));
    await story.enroll('P', { from: '2026-01-01' });
    const [first] = await story.take('D-P', [at('2026-01-03T12:00'), ...daily('2026-01-05', 20)]);
    await story.tick(at('2026-02-10T06:00'));
    expect((await progress(story, '2026-02-10T06:00')).window?.start).toBe('2026-02-02');
    await story.post(`readings/${first}/exclude`, { reason: 'not this patient' });
    await story.tick(at('2026-02-10T08:00'));
    expect((await progress(story, '2026-02-10T08:00')).window?.start).toBe('2026-02-04');
  });

  it('before 2026 knows only sixteen days and twenty minutes', async () => {
    const story = await Story.begin(product, at('2025-06-10T18:00'));
    await story.enroll('P', { from: '2025-06-01' });
    await story.take('D-P', daily('2025-06-01', 3));
    const { window, month } = await progress(story, '2025-06-10T18:00');
    expect(window?.thresholds).toEqual([{ days: 16, met: false, lastDay: '2025-06-18' }]);
    expect(month?.thresholds.map(({ minutes }) => minutes)).toEqual([20, 40, 60]);
  });

  it('agrees with what closing counts later', async () => {
    const story = await Story.begin(product, at('2026-02-01T23:00'));
    await story.enroll('P', { from: '2026-01-03' });
    await story.take('D-P', [...daily('2026-01-03', 5), ...daily('2026-01-20', 6, '23:59')]);
    await story.take('D-P', daily('2026-01-12', 3), { origin: 'manual_entry' });
    const { window } = await progress(story, '2026-02-01T23:00');
    await story.tick(at('2026-02-06T06:00'));
    const { days } = await story.explain('E-P~supply~2026-01-03~99445');
    expect([window?.days, window?.lastReadingDay]).toEqual([days?.days, days?.counted.at(-1)?.day]);
    expect(days?.days).toBe(11);
  });
});
