import type { Explanation } from '../../src/domain/charges/explain/explain.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { at, daily, Story } from './support/story.js';

const CONSENT = { status: 'given', date: '2026-01-10', method: 'verbal', takenBy: 'N1' };

describe('late or withdrawn consent, and episodes that end', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  /** Readings on twenty days from January 3, and calls of ten minutes on the 5th, the 14th and the 20th. */
  async function january(enrollment: object = {}, patient: object = {}): Promise<Story> {
    const story = await Story.begin(product, '2026-01-24T18:00:00Z');
    await story.enroll('P', { from: '2026-01-03', enrollment, patient });
    await story.take('D-P', daily('2026-01-03', 20));
    for (const day of ['05', '14', '20']) await story.work('P', at(`2026-01-${day}T10:00`), 10);
    return story;
  }
  const ALL = [
    '2026-01-03 99453 x1 original proposed',
    '2026-01-31 99457 x1 original proposed',
    '2026-02-01 99454 x1 original proposed',
  ];

  describe('consent', () => {
    it('recorded weeks late counts from its own date, and nothing before it', async () => {
      const story = await january({ consent: null });
      await story.tick(at('2026-02-06T06:00'));
      expect(await story.lines()).toEqual([]);
      expect(await story.notBilled('P')).toEqual(
        expect.arrayContaining(['2026-01-03 99454 no_consent', '2026-01-01 99457 no_consent']),
      );
      await story.correct('enrollments/E-P', { consent: CONSENT });
      await story.tick(at('2026-02-06T07:00'));
      // The month: the call on the 5th was before consent. The window begins on the 10th and is still open.
      expect(await story.lines()).toEqual(['2026-01-31 99457 x1 original proposed']);
      const { minutes, consent } = await story.explain('E-P~management~2026-01~99457');
      expect(minutes).toMatchObject({ minutes: 20, cutOut: [{ reason: 'before_consent', seconds: 600 }] });
      expect(consent).toEqual({ date: '2026-01-10', withdrawnOn: null, method: 'verbal', takenBy: 'N1' });
      await story.tick(at('2026-02-12T06:00'));
      expect(await story.lines()).toEqual([
        '2026-01-31 99457 x1 original proposed',
        '2026-02-08 99445 x1 original proposed',
      ]);
      // The education was on the 3rd, before any consent.
      expect((await story.notBilled('P')).filter((line) => line.includes('99453'))).toEqual([
        expect.stringContaining('no_consent'),
      ]);
      const { days } = await story.explain('E-P~supply~2026-01-10~99445');
      expect(days?.counted.map(({ day }) => day)).toEqual(
        daily('2026-01-10', 13).map((noon) => noon.slice(0, 10)),
      );
      expect(days?.notCounted.map(({ day, reason }) => `${day} ${reason}`)).toEqual(
        daily('2026-01-03', 7).map((noon) => `${noon.slice(0, 10)} before_consent`),
      );
    });

    it('that was refused does not count', async () => {
      const story = await january({ consent: { ...CONSENT, status: 'refused' } });
      await story.tick(at('2026-02-06T06:00'));
      expect(await story.lines()).toEqual([]);
      const reasons = (await story.notBilled('P')).map((line) => line.split(' ').slice(1).join(' '));
      for (const code of ['99454', '99445', '99457']) expect(reasons).toContain(`${code} no_consent`);
    });

    it('withdrawn ends window and month on the day before, and closes them early', async () => {
      const story = await january();
      const withdrawn = { ...CONSENT, date: '2026-01-03', status: 'withdrawn', withdrawnOn: '2026-01-20' };
      await story.correct('enrollments/E-P', { consent: withdrawn });
      await story.tick(at('2026-01-22T23:00'));
      expect(await story.lines()).toEqual([]);
      await story.tick(at('2026-01-23T00:00'));
      // Seventeen days up to the 19th, and the calls of the 5th and the 14th.
      expect(await story.lines()).toEqual([
        '2026-01-03 99453 x1 original proposed',
        '2026-01-14 99457 x1 original proposed',
        '2026-01-19 99454 x1 original proposed',
      ]);
      const { days } = await story.explain('E-P~supply~2026-01-03~99454');
      expect(days?.days).toBe(17);
      expect(days?.notCounted.map(({ day, reason }) => `${day} ${reason}`)).toEqual(
        ['2026-01-20', '2026-01-21', '2026-01-22'].map((day) => `${day} after_consent_withdrawn`),
      );
      await story.correct('enrollments/E-P', { consent: { ...CONSENT, date: '2026-01-03' } });
      await story.tick(at('2026-02-06T06:00'));
      expect(await story.lines()).toEqual(ALL);
    });

    it('found withdrawn after the claims were sent leads to replacements and a void', async () => {
      const story = await january();
      await story.tick(at('2026-02-06T06:00'));
      await story.exportAll('E-P~supply~2026-01-03~99454', 'E-P~management~2026-01~99457');
      const withdrawn = { ...CONSENT, date: '2026-01-03', status: 'withdrawn', withdrawnOn: '2026-01-10' };
      await story.correct('enrollments/E-P', { consent: withdrawn });
      await story.tick(at('2026-02-06T07:00'));
      expect(await story.lines()).toEqual([
        '2026-01-03 99453 x1 original proposed',
        '2026-01-05 99470 x1 replacement proposed',
        '2026-01-09 99445 x1 replacement proposed',
        '2026-01-31 99457 x1 original exported',
        '2026-02-01 99454 x1 original exported',
      ]);
      await story.correct('enrollments/E-P', { consent: { ...withdrawn, withdrawnOn: '2026-01-04' } });
      await story.tick(at('2026-02-06T08:00'));
      expect((await story.lines()).filter((line) => line.includes('void'))).toEqual([
        '2026-01-31 99457 x1 void proposed',
        '2026-02-01 99454 x1 void proposed',
      ]);
    });
  });

  describe('death', () => {
    it('closes window and month immediately, dated on days when something happened', async () => {
      const story = await january();
      await story.take('D-P', [at('2026-01-23T12:00')]);
      await story.correct('patients/P', { deathDate: '2026-01-22' });
      await story.tick(at('2026-01-25T23:00'));
      expect(await story.lines()).toEqual([]);
      await story.tick(at('2026-01-26T00:00'));
      expect(await story.lines()).toEqual([
        '2026-01-03 99453 x1 original proposed',
        '2026-01-20 99457 x1 original proposed',
        '2026-01-22 99454 x1 original proposed',
      ]);
      const { days, flags } = await story.explain('E-P~supply~2026-01-03~99454');
      // The day of death counts.
      expect([days?.days, flags]).toEqual([20, expect.arrayContaining(['truncated_period'])]);
      expect(days?.notCounted.map(({ day, reason }) => [day, reason])).toEqual([
        ['2026-01-23', 'after_death'],
      ]);
      // No month or window begins after it.
      const versions = await story.versions();
      await story.tick(at('2026-06-01T00:00'));
      expect(await story.versions()).toEqual(versions);
    });

    it('that becomes known after export moves dates before it, with replacements', async () => {
      const story = await january();
      await story.tick(at('2026-02-06T06:00'));
      await story.exportAll('E-P~supply~2026-01-03~99454', 'E-P~management~2026-01~99457');
      await story.correct('patients/P', { deathDate: '2026-01-18' });
      await story.tick(at('2026-02-06T07:00'));
      expect(await story.lines()).toEqual([
        '2026-01-03 99453 x1 original proposed',
        '2026-01-14 99457 x1 replacement proposed',
        '2026-01-18 99454 x1 replacement proposed',
        '2026-01-31 99457 x1 original exported',
        '2026-02-01 99454 x1 original exported',
      ]);
      for (const { kind, dateOfService } of await story.charges())
        if (kind === 'replacement') expect(dateOfService <= '2026-01-18').toBe(true);
    });
  });

  describe('leaving', () => {
    it('closes early, counts the last day, and leaves later readings out', async () => {
      const story = await january({ endDate: '2026-01-20', endReason: 'moved' });
      await story.tick(at('2026-01-24T00:00'));
      expect(await story.lines()).toEqual([
        '2026-01-03 99453 x1 original proposed',
        '2026-01-20 99454 x1 original proposed',
        '2026-01-20 99457 x1 original proposed',
      ]);
      const { days, minutes } = await story.explain('E-P~supply~2026-01-03~99454');
      expect([days?.days, minutes]).toEqual([18, null]);
      const management = await story.explain('E-P~management~2026-01~99457');
      expect(management.minutes?.minutes).toBe(30);
    });

    it('reopens the month and the window when it is undone', async () => {
      const story = await january({ endDate: '2026-01-20', endReason: 'moved' });
      await story.tick(at('2026-01-24T00:00'));
      await story.correct('enrollments/E-P', { endDate: null, endReason: null });
      await story.tick(at('2026-01-24T01:00'));
      expect(await story.lines()).toEqual([]);
      await story.tick(at('2026-02-06T06:00'));
      expect(await story.lines()).toEqual(ALL);
    });

    it('and coming back is a new episode with its own setup, window and consent', async () => {
      const story = await january({ endDate: '2026-01-20', endReason: 'goals_met' });
      await story.correct('devices/D-P', {});
      await story.call('PATCH', 'devices/D-P/assignments/A-P', { assignedTo: '2026-01-22' });
      product.clock.moveTo('2026-04-01T18:00:00Z');
      await story.put('enrollments/E-P2', {
        ...(await story.get<object>('enrollments/E-P')),
        startDate: '2026-03-05',
        endDate: null,
        endReason: null,
        episodeNumber: 2,
        priorEpisodeEnd: '2026-01-20',
        consent: { ...CONSENT, date: '2026-03-05' },
        order: { date: '2026-03-05', practitionerId: 'DR', deviceNamed: true },
      });
      await story.assign('D-P', { id: 'A-P2', patientId: 'P', from: '2026-03-05', setUp: '2026-03-05' });
      await story.take('D-P', daily('2026-03-05', 6));
      await story.tick(at('2026-04-10T06:00'));
      expect(await story.lines()).toEqual([
        '2026-01-03 99453 x1 original proposed',
        '2026-01-20 99454 x1 original proposed',
        '2026-01-20 99457 x1 original proposed',
        '2026-03-05 99453 x1 original proposed',
        '2026-04-03 99445 x1 original proposed',
      ]);
    });
  });

  it('a hospital stay excludes its days, never its minutes', async () => {
    const stay = { inpatientStays: [{ admit: '2026-01-12', discharge: '2026-01-16' }] };
    const story = await january({}, stay);
    await story.tick(at('2026-02-06T06:00'));
    expect(await story.lines()).toEqual([
      '2026-01-03 99453 x1 original proposed',
      '2026-01-31 99457 x1 original proposed',
      '2026-02-01 99445 x1 original proposed',
    ]);
    const why = await story.get<Explanation>('not-billed/E-P~supply~2026-01-03/99454/explain');
    expect(why.days?.notCounted.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 5 }, () => 'inpatient_day'),
    );
    expect((await story.explain('E-P~management~2026-01~99457')).minutes?.minutes).toBe(30);
  });
});
