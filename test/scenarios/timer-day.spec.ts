import type { TimerAnswer, TimerLogAnswer } from '../../src/modules/time-tracking/timers/timer.answer.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { at, daily, Story } from './support/story.js';

interface Entry {
  readonly id: string;
  readonly seconds: number;
  readonly timerId: string | null;
}

describe("a care manager's day with the timer", () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  /** A staff member whose screen sends a heartbeat every minute while someone is there. */
  class Desk {
    private constructor(
      private readonly story: Story,
      private readonly token: string,
    ) {}

    static async of(story: Story, staffId: string): Promise<Desk> {
      const token = await product.issueToken(['time:read', 'time:write'], story.practiceId, { staffId });
      return new Desk(story, token);
    }
    start(patientId: string, more: object = {}): Promise<TimerAnswer> {
      return this.post('timers', { patientId, program: 'RPM', activity: 'data_review', ...more });
    }
    post<T = TimerAnswer>(path: string, body: object = {}): Promise<T> {
      return this.story.post<T>(path, body, this.token);
    }
    call<T>(method: string, path: string, body?: object) {
      return this.story.call<T>(method, path, body, this.token);
    }
    async stay(id: string, minutes: number, active = true): Promise<void> {
      for (let minute = 0; minute < minutes; minute++) {
        product.clock.advanceSeconds(60);
        await this.post(`timers/${id}/heartbeat`, { active });
      }
    }
  }

  async function morning(...patients: string[]): Promise<Story> {
    const story = await Story.begin(product, at('2026-01-14T09:00'));
    for (const id of patients) {
      await story.enroll(id, { from: '2026-01-03' });
      await story.take(`D-${id}`, daily('2026-01-03', 3));
    }
    return story;
  }
  const month = async (story: Story, id: string) => {
    await story.tick(at('2026-02-06T06:00'));
    return (await story.lines(id)).filter((line) => line.startsWith('2026-01-31'));
  };
  const entriesOf = async (story: Story, id: string) =>
    (await story.get<{ items: Entry[] }>(`time-entries?patientId=${id}&limit=100`)).items;

  it('review, switch, call, a forgotten timer and a correction add up to twenty minutes and a charge', async () => {
    const story = await morning('P', 'Q');
    const nurse = await Desk.of(story, 'N1');
    const review = await nurse.start('P');
    await nurse.stay(review.id, 6);
    const other = await nurse.post<TimerAnswer>(`timers/${review.id}/switch`, {
      patientId: 'Q',
      program: 'RPM',
    });
    await nurse.stay(other.id, 4);
    await nurse.post(`timers/${other.id}/stop`);
    // Nobody touches the screen during a phone call, but that is not idle time.
    const call = await nurse.start('P', { call: true, mode: 'phone', activity: 'call' });
    await nurse.stay(call.id, 9, false);
    await nurse.post(`timers/${call.id}/stop`, { participants: ['patient'] });
    const forgotten = await nurse.start('P');
    await nurse.stay(forgotten.id, 1);
    product.clock.advanceSeconds(7 * 3600);
    const ended = await nurse.call<TimerAnswer>('GET', `timers/${forgotten.id}`);
    expect(ended.body).toMatchObject({ stopCause: 'forgotten', grantedSeconds: 180 });

    const entries = await entriesOf(story, 'P');
    expect(entries.map(({ timerId, seconds }) => [timerId, seconds])).toEqual([
      [review.id, 360],
      [call.id, 540],
      [forgotten.id, 180],
    ]);
    expect((await entriesOf(story, 'Q')).map(({ seconds }) => seconds)).toEqual([240]);
    const log = await nurse.call<TimerLogAnswer>('GET', 'timers/log?from=2026-01-14&to=2026-01-14');
    expect(log.body.totals).toMatchObject({ timers: 4, grantedSeconds: 360 + 240 + 540 + 180 });

    expect(await month(story, 'P')).toEqual(['2026-01-31 99470 x1 original proposed']);
    // She says that the call began two minutes earlier, but at that time she was still working on Q.
    const correct = (timerId: string, change: object) =>
      nurse.post(`time-entries/${entries.find((one) => one.timerId === timerId)?.id}/corrections`, change);
    await correct(call.id, { reason: 'the phone rang before', start: at('2026-01-14T09:08') });
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines('P')).toContain('2026-01-31 99470 x1 original proposed');
    // She also worked for two more minutes after she closed the laptop on the timer.
    await correct(forgotten.id, { reason: 'worked on without the screen', end: at('2026-01-14T09:24') });
    await story.tick(at('2026-02-06T08:00'));
    expect(await story.lines('P')).toContain('2026-01-31 99457 x1 original proposed');
    const { minutes, contact } = await story.explain('E-P~management~2026-01~99457');
    expect(minutes?.seconds).toBe(1200);
    expect(minutes?.cutOut).toMatchObject([{ reason: 'staff_with_other_patient', seconds: 120 }]);
    expect(contact?.day).toBe('2026-01-14');
  });

  it("two staff members on one call count as one patient's minutes once", async () => {
    const story = await morning('P');
    const [first, second] = [await Desk.of(story, 'N1'), await Desk.of(story, 'N2')];
    const call = { call: true, mode: 'phone', activity: 'call' };
    const mine = await first.start('P', call);
    await first.stay(mine.id, 3);
    const hers = await second.start('P', call);
    for (let minute = 0; minute < 10; minute++) {
      product.clock.advanceSeconds(60);
      await first.post(`timers/${mine.id}/heartbeat`, { active: true });
      await second.post(`timers/${hers.id}/heartbeat`, { active: true });
    }
    await first.post(`timers/${mine.id}/stop`);
    await second.stay(hers.id, 2);
    await second.post(`timers/${hers.id}/stop`);
    // 13 minutes and 12 minutes, of which ten are the same, make fifteen.
    expect(await month(story, 'P')).toEqual(['2026-01-31 99470 x1 original proposed']);
    const { minutes } = await story.explain('E-P~management~2026-01~99470');
    expect(minutes).toMatchObject({ minutes: 15, claimedMinutes: 25 });
    expect(minutes?.cutOut).toMatchObject([{ reason: 'overlap_same_program', seconds: 600 }]);
  });

  it('one minute of a nurse never counts for two patients', async () => {
    const story = await morning('P', 'Q');
    product.clock.moveTo(at('2026-02-01T09:00'));
    await story.work('P', at('2026-01-14T10:00'), 20);
    const second = await story.work('Q', at('2026-01-14T10:10'), 20);
    expect(await month(story, 'P')).toEqual(['2026-01-31 99457 x1 original proposed']);
    expect(await month(story, 'Q')).toEqual(['2026-01-31 99470 x1 original proposed']);
    const { minutes } = await story.explain('E-Q~management~2026-01~99470');
    expect(minutes?.cutOut).toMatchObject([
      { entryId: second, reason: 'staff_with_other_patient', seconds: 600 },
    ]);
    // The first entry turns out to be someone else's, so the minutes are free again although Q's entry did not change.
    const [mine] = await entriesOf(story, 'P');
    await story.post(`time-entries/${mine?.id}/corrections`, { reason: 'it was N2', staffId: 'N2' });
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines('Q')).toContain('2026-01-31 99457 x1 original proposed');
  });

  it('idle minutes are granted only with a reason', async () => {
    const story = await morning('P');
    const nurse = await Desk.of(story, 'N1');
    const timer = await nurse.start('P', { mode: 'phone' });
    await nurse.stay(timer.id, 12);
    await nurse.stay(timer.id, 9, false);
    await nurse.post(`timers/${timer.id}/stop`, { interactive: true });
    expect(await month(story, 'P')).toEqual(['2026-01-31 99470 x1 original proposed']);
    expect((await story.explain('E-P~management~2026-01~99470')).minutes?.minutes).toBe(12);
    await nurse.post(`timers/${timer.id}/idle`, { worked: true, reason: 'read the paper chart' });
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines('P')).toContain('2026-01-31 99457 x1 original proposed');
  });

  it('minutes without a conversation earn nothing, and the answer says what is missing', async () => {
    const story = await morning('P');
    const nurse = await Desk.of(story, 'N1');
    const timer = await nurse.start('P');
    await nurse.stay(timer.id, 20);
    await nurse.post(`timers/${timer.id}/stop`);
    product.clock.moveTo(at('2026-02-01T09:00'));
    await story.work('P', at('2026-01-20T10:00'), 3, { mode: 'voicemail', interactive: false });
    await story.work('P', at('2026-01-20T11:00'), 3, { mode: 'sms', interactive: true });
    expect(await month(story, 'P')).toEqual([]);
    const why = await story.get<{ missing: { reason: string }[]; minutes: { minutes: number } }>(
      'not-billed/E-P~management~2026-01/99457/explain',
    );
    expect(why.missing.map(({ reason }) => reason)).toEqual(['no_interactive_communication']);
    expect(why.minutes.minutes).toBe(23);
    await story.work('P', at('2026-01-31T23:59'), 2, { mode: 'video' });
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines('P')).toContain('2026-01-31 99457 x1 original proposed');
  });

  it.each([
    [1199, ['99470 x1']],
    [1200, ['99457 x1']],
    [2399, ['99457 x1']],
    [2400, ['99457 x1', '99458 x1']],
    [599, []],
    [6000, ['99457 x1', '99458 x3']],
  ])('%i seconds', async (seconds, expected) => {
    const story = await morning('P');
    product.clock.moveTo(at('2026-02-01T09:00'));
    for (const [n, part] of [7, 11, seconds - 18].entries())
      await story.work('P', at(`2026-01-2${n}T10:00`), part / 60);
    expect((await month(story, 'P')).map((line) => line.slice(11, 19))).toEqual(expected);
  });
});
