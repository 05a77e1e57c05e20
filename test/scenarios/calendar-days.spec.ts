import type { NotBilledView } from '../../src/domain/charges/explain/charge-view.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { at, CHICAGO, daily, HONOLULU, Story, type Page } from './support/story.js';

describe('days, months and years of the patient', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  const supplyOf = async (story: Story, id = 'P') =>
    (await story.charges(`&patientId=${id}`))
      .filter(({ code }) => code === '99454' || code === '99445')
      .map(({ code, days, servicePeriod: { start, end } }) => [code, days, start, end]);

  describe('the clocks change', () => {
    // November 2, 2025, has 25 hours in Chicago: 01:30 comes twice. March 8, 2026, has 23: 02:30 never comes.
    it.each([
      [
        'the day of 25 hours',
        { first: '2025-10-20', end: '2025-11-18' },
        ['2025-11-02T05:00:00Z', '2025-11-02T06:30:00Z', '2025-11-02T07:30:00Z', '2025-11-03T05:59:00Z'],
        '2025-11-03T06:00:00Z',
      ],
      [
        'the day of 23 hours',
        { first: '2026-02-20', end: '2026-03-21' },
        ['2026-03-08T06:00:00Z', '2026-03-08T07:59:00Z', '2026-03-08T08:00:00Z', '2026-03-09T04:59:00Z'],
        '2026-03-09T05:00:00Z',
      ],
    ])('%s is one day', async (_, { first, end }, sameDay, nextDay) => {
      const story = await Story.begin(product, '2026-05-01T12:00:00Z');
      await story.enroll('P', { from: first });
      await story.take('D-P', daily(first, 13));
      const countedWith = async (...more: string[]) => {
        await story.take('D-P', more);
        await story.close();
        const { items } = await story.get<Page<NotBilledView>>('not-billed?month=' + end.slice(0, 7));
        return items.find(({ code }) => code === '99454')?.days;
      };
      expect([await countedWith(...sameDay), await countedWith(nextDay)]).toEqual([14, 15]);
      await countedWith(at(`${end}T23:59`));
      expect(await supplyOf(story)).toEqual([['99454', 16, first, end]]);
    });

    it.each([
      ['back', '2025-11-02T06:50:00Z', '2025-11-30', 'ten to two, again ten past one'],
      ['forward', '2026-03-08T07:50:00Z', '2026-03-31', 'ten to two, then ten past three'],
    ])('twenty minutes are twenty while they go %s', async (_, start, monthEnd) => {
      const story = await Story.begin(product, '2026-05-01T12:00:00Z');
      await story.enroll('P', { from: '2025-10-01' });
      await story.work('P', start, 20);
      await story.close();
      expect(await story.lines()).toEqual([`${monthEnd} 99457 x1 original proposed`]);
      const { minutes } = await story.explain(`E-P~management~${monthEnd.slice(0, 7)}~99457`);
      expect(minutes?.seconds).toBe(1200);
    });
  });

  describe('a leap February', () => {
    it('windows include the 29th, and their dates are thirty days apart', async () => {
      const story = await Story.begin(product, '2024-05-01T12:00:00Z');
      await story.enroll('P', { from: '2024-01-31' });
      await story.take('D-P', [...daily('2024-01-31', 16), ...daily('2024-03-01', 16)]);
      await story.close();
      expect(await supplyOf(story)).toEqual([
        ['99454', 16, '2024-01-31', '2024-02-29'],
        ['99454', 16, '2024-03-01', '2024-03-30'],
      ]);
    });

    it('time across its last midnight belongs to both months', async () => {
      const story = await Story.begin(product, '2024-05-01T12:00:00Z');
      await story.enroll('P', { from: '2024-02-01' });
      await story.work('P', at('2024-02-29T23:50'), 20);
      await story.work('P', at('2024-02-28T10:00'), 10);
      await story.close();
      expect(await story.lines()).toEqual(['2024-02-29 99457 x1 original proposed']);
      await story.work('P', at('2024-03-31T23:50'), 10);
      await story.close();
      expect(await story.lines()).toEqual([
        '2024-02-29 99457 x1 original proposed',
        '2024-03-31 99457 x1 original proposed',
      ]);
    });
  });

  describe('New Year 2026', () => {
    it('the rules follow the date of service, even for December days in a window that ends in January', async () => {
      const story = await Story.begin(product, '2026-03-01T12:00:00Z');
      // Windows that end on December 31, on January 1, and one entirely in 2025 with sixteen days.
      await story.enroll('OLD', { from: '2025-12-02' });
      await story.take('D-OLD', daily('2025-12-02', 5));
      await story.enroll('NEW', { from: '2025-12-03' });
      await story.take('D-NEW', daily('2025-12-03', 5));
      await story.enroll('FULL', { from: '2025-12-02' });
      await story.take('D-FULL', daily('2025-12-02', 16));
      await story.close();
      expect(await story.lines('OLD')).toEqual([]);
      expect(await story.notBilled('OLD')).toEqual(
        expect.arrayContaining(['2025-12-02 99445 code_not_effective', '2025-12-02 99454 insufficient_days']),
      );
      // Setup in 2025 requires sixteen days, whenever its window ends.
      expect(await story.lines('NEW')).toEqual(['2026-01-01 99445 x1 original proposed']);
      const across = await story.charge('E-NEW~supply~2025-12-03~99445');
      expect(across).toMatchObject({ reviewRequired: true, expectedAmountCents: 5211 });
      expect(across.flags).toContain('period_spans_code_change');
      expect(await story.charge('E-FULL~supply~2025-12-02~99454')).toMatchObject({
        dateOfService: '2025-12-31',
        expectedAmountCents: 4302,
      });
      // Bulk approval leaves out what a person must review.
      await story.post('charges/approve', { filter: {} });
      expect(await story.lines('NEW')).toEqual(['2026-01-01 99445 x1 original proposed']);
      expect(await story.lines('FULL')).toContain('2025-12-31 99454 x1 original approved');
    });

    it('a call across midnight gives each year its minutes, under the thresholds of that year', async () => {
      const story = await Story.begin(product, '2026-03-01T12:00:00Z');
      for (const [id, zone] of [
        ['C', CHICAGO],
        ['H', HONOLULU],
      ] as const)
        await story.enroll(id, { from: '2025-12-01', zone });
      for (const id of ['C', 'H'])
        await story.work(id, at('2025-12-15T10:00'), 10, { staffId: `N${id === 'C' ? 1 : 2}` });
      // 23:49 to 00:10 in Chicago; the evening of December 31 in Honolulu.
      await story.work('C', at('2025-12-31T23:49'), 21);
      await story.work('H', at('2025-12-31T23:49'), 21, { staffId: 'N2' });
      await story.close();
      expect(await story.lines('C')).toEqual([
        '2025-12-31 99457 x1 original proposed',
        '2026-01-31 99470 x1 original proposed',
      ]);
      expect((await story.explain('E-C~management~2025-12~99457')).minutes?.minutes).toBe(21);
      expect(await story.lines('H')).toEqual(['2025-12-31 99457 x1 original proposed']);
      expect((await story.explain('E-H~management~2025-12~99457')).minutes?.minutes).toBe(31);
    });
  });

  describe('a move to another zone, recorded late', () => {
    const MOVED = { zones: [{ zone: CHICAGO }, { zone: HONOLULU, from: '2026-01-10T12:00:00Z' }] };

    /** Fifteen days in Chicago, the 11th among them twice: at 02:00 and 12:00, which is 22:00 on the 10th in Honolulu. */
    async function before(): Promise<Story> {
      const story = await Story.begin(product, '2026-02-10T18:00:00Z');
      await story.enroll('P', { from: '2026-01-03' });
      await story.take('D-P', [...daily('2026-01-03', 7), ...daily('2026-01-11', 8)]);
      await story.take('D-P', ['2026-01-11T08:00:00Z']);
      await story.tick();
      expect(await supplyOf(story)).toEqual([['99445', 15, '2026-01-03', '2026-02-01']]);
      return story;
    }

    it('recomputes the days, and the month too', async () => {
      const story = await before();
      await story.work('P', at('2026-02-01T02:00'), 12);
      await story.correct('patients/P', MOVED);
      await story.tick(at('2026-02-10T13:00'));
      expect(await supplyOf(story)).toEqual([['99454', 16, '2026-01-03', '2026-02-01']]);
      // 02:00 on February 1 in Chicago is 22:00 on January 31 in Honolulu.
      expect(await story.lines()).toContain('2026-01-31 99470 x1 original proposed');
      await story.correct('patients/P', { zones: [{ zone: CHICAGO }] });
      await story.tick(at('2026-02-10T14:00'));
      expect(await supplyOf(story)).toEqual([['99445', 15, '2026-01-03', '2026-02-01']]);
      expect(await story.lines()).not.toContain('2026-01-31 99470 x1 original proposed');
    });

    it('after export proposes a replacement', async () => {
      const story = await before();
      await story.exportAll('E-P~supply~2026-01-03~99445');
      await story.correct('patients/P', MOVED);
      await story.tick(at('2026-02-10T13:00'));
      expect((await story.lines()).filter((line) => line.startsWith('2026-02-01'))).toEqual([
        '2026-02-01 99445 x1 original exported',
        '2026-02-01 99454 x1 replacement proposed',
      ]);
    });
  });
});
