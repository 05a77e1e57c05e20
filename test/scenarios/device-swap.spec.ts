import { startTestApp, type TestApp } from '../support/app.js';
import { at, daily, Story, type Page } from './support/story.js';

interface Quarantined {
  readonly id: string;
  readonly quarantineReason: string;
}

describe('a device that is reassigned in the middle of a window and recorded days late', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  const quarantine = async (story: Story) =>
    (await story.get<Page<Quarantined>>('quarantine?limit=500')).items.map(
      ({ quarantineReason }) => quarantineReason,
    );
  const readingsOf = async (story: Story, chargeId: string) =>
    (await story.explain(chargeId)).days?.counted.flatMap(({ parameters }) =>
      parameters.flatMap(({ readingIds }) => readingIds),
    );

  /**
   * A has cuff D-A from January 3. On January 13 the cuff goes to B, and A gets the new cuff D-N, but nobody records it.
   * Both cuffs send until January 22, D-N on four days only.
   */
  async function unrecordedSwap() {
    const story = await Story.begin(product, '2026-01-25T18:00:00Z');
    await story.enroll('A', { from: '2026-01-03' });
    await story.enroll('B', { from: '2026-01-13', device: null });
    await story.device('D-N');
    const first = await story.take('D-A', daily('2026-01-03', 10));
    const second = await story.take('D-A', daily('2026-01-13', 10));
    const third = (await story.send('D-N', daily('2026-01-13', 4))).map(({ id, status }) => {
      expect(status).toBe('quarantined');
      return id;
    });
    return { story, first, second, third };
  }

  const SHORT_A = 'E-A~supply~2026-01-03~99445';
  const FULL_A = 'E-A~supply~2026-01-03~99454';

  it('attributes each reading to the patient who held the device, and restates both patients', async () => {
    const { story, first, second, third } = await unrecordedSwap();
    expect(await quarantine(story)).toEqual(Array.from({ length: 4 }, () => 'unassigned_device'));
    await story.tick(at('2026-02-06T06:00'));
    expect(await story.lines('A')).toContain('2026-02-01 99454 x1 original proposed');
    expect(await readingsOf(story, FULL_A)).toEqual([...first, ...second]);

    await story.call('PATCH', 'devices/D-A/assignments/A-A', { assignedTo: '2026-01-12' });
    await story.assign('D-A', { id: 'A-B', patientId: 'B', from: '2026-01-13', setUp: '2026-01-13' });
    await story.assign('D-N', { id: 'A-N', patientId: 'A', from: '2026-01-13' });
    expect(await quarantine(story)).toEqual([]);
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines('A')).toEqual([
      '2026-01-03 99453 x1 original proposed',
      '2026-02-01 99445 x1 original proposed',
    ]);
    // The new cuff continues the stream of the old one: no second set-up, and ten plus four days.
    expect(await readingsOf(story, SHORT_A)).toEqual([...first, ...third]);
    expect(await story.lines('B')).toEqual([]);

    await story.tick(at('2026-02-15T06:00'));
    expect(await story.lines('B')).toEqual([
      '2026-01-13 99453 x1 original proposed',
      '2026-02-11 99445 x1 original proposed',
    ]);
    expect(await readingsOf(story, 'E-B~supply~2026-01-13~99445')).toEqual(second);
  });

  it('counts no reading that two assignments cover, until one of them is corrected', async () => {
    const { story, second } = await unrecordedSwap();
    await story.tick(at('2026-02-06T06:00'));
    expect((await story.explain(FULL_A)).days?.days).toBe(20);
    await story.assign('D-A', { id: 'A-B', patientId: 'B', from: '2026-01-13', setUp: '2026-01-13' });
    expect((await quarantine(story)).filter((reason) => reason !== 'unassigned_device')).toHaveLength(10);
    await story.tick(at('2026-02-06T07:00'));
    expect([await story.lines('A'), await story.lines('B')]).toEqual([
      ['2026-01-03 99453 x1 original proposed', '2026-02-01 99445 x1 original proposed'],
      [],
    ]);
    expect((await story.explain(SHORT_A)).days?.days).toBe(10);
    await story.call('PATCH', 'devices/D-A/assignments/A-A', { assignedTo: '2026-01-12' });
    await story.tick(at('2026-02-15T07:00'));
    expect(await readingsOf(story, 'E-B~supply~2026-01-13~99445')).toEqual(second);
  });

  it('proposes a replacement when the claim was exported with the earlier count', async () => {
    const { story } = await unrecordedSwap();
    await story.tick(at('2026-02-06T06:00'));
    await story.exportAll(FULL_A);
    await story.call('PATCH', 'devices/D-A/assignments/A-A', { assignedTo: '2026-01-12' });
    await story.assign('D-A', { id: 'A-B', patientId: 'B', from: '2026-01-13', setUp: '2026-01-13' });
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines('A')).toEqual([
      '2026-01-03 99453 x1 original proposed',
      '2026-02-01 99445 x1 replacement proposed',
      '2026-02-01 99454 x1 original exported',
    ]);
    expect(await story.charge(`${SHORT_A}~a1`)).toMatchObject({ days: 10, adjusts: FULL_A });
  });

  it('moves the readings back if the assignment turns out to be wrong', async () => {
    const { story, first } = await unrecordedSwap();
    await story.tick(at('2026-02-06T06:00'));
    const removed = await story.call('DELETE', 'devices/D-A/assignments/A-A');
    expect(removed.status).toBe(204);
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines('A')).toEqual([]);
    expect(await quarantine(story)).toHaveLength(24);
    await story.assign('D-A', { id: 'A-A2', patientId: 'A', from: '2026-01-03', setUp: '2026-01-03' });
    await story.tick(at('2026-02-06T08:00'));
    expect((await readingsOf(story, FULL_A))?.slice(0, 10)).toEqual(first);
  });

  it('does not add the days of a scale to those of a cuff to reach sixteen', async () => {
    const story = await Story.begin(product, '2026-02-03T18:00:00Z');
    await story.enroll('P', { from: '2026-01-03' });
    await story.device('D-S', { type: 'scale', parameter: 'weight' });
    await story.assign('D-S', { id: 'A-S', patientId: 'P', from: '2026-01-10' });
    await story.take('D-P', daily('2026-01-03', 9));
    const weight = { kind: 'weight', values: [{ code: '29463-7', value: 80, unit: 'kg' }] };
    await story.take('D-S', daily('2026-01-12', 9), weight);
    await story.tick(at('2026-02-06T06:00'));
    expect(await story.lines()).toEqual([
      '2026-01-03 99453 x1 original proposed',
      '2026-02-01 99445 x1 original proposed',
    ]);
    const { days } = await story.explain('E-P~supply~2026-01-03~99445');
    expect(days).toMatchObject({
      days: 9,
      unionDays: 18,
      perParameter: { blood_pressure: 9, weight: 9 },
    });
  });
});
