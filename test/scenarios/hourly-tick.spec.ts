import { getConnectionToken } from '@nestjs/mongoose';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import { addDays, localDate } from '../../src/domain/time/local-date.js';
import { BillingService } from '../../src/modules/billing/charges/billing.service.js';
import { FieldCipher } from '../../src/platform/crypto/field-cipher.js';
import { openDatabase } from '../../src/platform/database/database.js';
import { createLogger } from '../../src/platform/logging/create-logger.js';
import { NestLogger } from '../../src/platform/logging/nest-logger.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { at, CHICAGO, daily, HONOLULU, Story } from './support/story.js';

/** Never used: the second instance has the cipher of the first. */
const NO_KEYS = { current: 'k1', lookup: 'k1', keys: { k1: Buffer.alloc(32) } };

describe('the hourly tick', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  const SUPPLY = '2026-02-01 99445 x1 original proposed';

  it.each([
    ['Chicago', CHICAGO],
    ['Honolulu', HONOLULU],
  ])('in %s waits three days after the end of window and month, to the hour', async (_, zone) => {
    const story = await Story.begin(product, at('2026-01-04T18:00', zone));
    await story.enroll('P', { from: '2026-01-03', zone });
    await story.take('D-P', daily('2026-01-03', 2, '12:00', zone));
    await story.work('P', at('2026-01-03T10:00', zone), 25);
    // The month ends with January 31, the window with February 1: two days and 23 hours later, and three days.
    await story.tick(at('2026-02-03T23:00', zone));
    expect(await story.lines()).toEqual([]);
    await story.tick(at('2026-02-04T00:00', zone));
    expect(await story.lines()).toEqual(['2026-01-31 99457 x1 original proposed']);
    for (let hour = 1; hour < 24; hour++)
      await story.tick(at(`2026-02-04T${String(hour).padStart(2, '0')}:00`, zone));
    expect(await story.lines()).toEqual(['2026-01-31 99457 x1 original proposed']);
    await story.tick(at('2026-02-05T00:00', zone));
    expect(await story.lines()).toEqual([
      '2026-01-03 99453 x1 original proposed',
      '2026-01-31 99457 x1 original proposed',
      SUPPLY,
    ]);
  });

  it('follows the practice’s own grace', async () => {
    const story = await Story.begin(product, at('2026-01-04T18:00'), { graceDays: 0 });
    await story.enroll('P', { from: '2026-01-03' });
    await story.take('D-P', daily('2026-01-03', 2));
    await story.tick(at('2026-02-01T23:00'));
    expect(await story.lines()).toEqual([]);
    await story.tick(at('2026-02-02T00:00'));
    expect(await story.lines()).toContain(SUPPLY);
    // The grace is longer from now on: what was closed stays closed, and the next window waits.
    await story.take('D-P', daily('2026-02-01', 1));
    product.clock.moveTo(at('2026-02-06T18:00'));
    await story.take('D-P', daily('2026-02-02', 2));
    await story.correct('practice', { graceDays: 30 });
    await story.tick(at('2026-04-02T23:00'));
    expect((await story.lines()).filter((line) => line.includes('99445'))).toEqual([SUPPLY]);
    await story.tick(at('2026-04-03T00:00'));
    expect((await story.lines()).filter((line) => line.includes('99445'))).toEqual([
      SUPPLY,
      '2026-03-03 99445 x1 original proposed',
    ]);
  });

  it('accepts what arrives during the grace days, and restates what was closed', async () => {
    const story = await Story.begin(product, at('2026-01-04T18:00'));
    await story.enroll('P', { from: '2026-01-03' });
    await story.take('D-P', daily('2026-01-03', 1));
    product.clock.moveTo(at('2026-02-04T22:00'));
    await story.take('D-P', [at('2026-01-30T12:00')]);
    await story.tick(at('2026-02-05T00:00'));
    expect((await story.explain('E-P~supply~2026-01-03~99445')).days?.days).toBe(2);
    await story.take('D-P', [at('2026-01-29T12:00')]);
    await story.tick(at('2026-02-05T01:00'));
    expect((await story.explain('E-P~supply~2026-01-03~99445')).days?.days).toBe(3);
  });

  it('after months without a tick makes the charges that it would have made hour by hour', async () => {
    const evidence = async (story: Story) => {
      await story.enroll('P', { from: '2025-10-05' });
      await story.enroll('H', { from: '2025-10-05', zone: HONOLULU });
    };
    const stepwise = await Story.begin(product, at('2025-10-05T18:00'));
    const atOnce = await Story.begin(product, at('2025-10-05T18:00'));
    for (const story of [stepwise, atOnce]) await evidence(story);
    const last = localDate('2026-02-15');
    for (let day = localDate('2025-10-05'), n = 0; day < last; day = addDays(day, 1), n++) {
      product.clock.moveTo(at(`${day}T23:30`));
      for (const story of [stepwise, atOnce]) {
        if (n % 2 === 0) await story.take('D-P', [at(`${day}T12:00`)]);
        if (n % 7 === 0) await story.take('D-H', [at(`${day}T12:00`)]);
        if (n % 9 === 0) await story.work(n % 2 === 0 ? 'P' : 'H', at(`${day}T10:00`), 13);
      }
      if (n % 3 === 0) await stepwise.close();
    }
    await stepwise.tick(at('2026-03-20T00:00'));
    await atOnce.tick(at('2026-03-20T00:00'));
    const lines = await atOnce.lines();
    expect(lines.length).toBeGreaterThan(8);
    expect(lines).toEqual(await stepwise.lines());
    expect(await atOnce.notBilled('P')).toEqual(await stepwise.notBilled('P'));
  });

  it('of two instances at once makes no charge twice and loses no decision', async () => {
    const story = await Story.begin(product, at('2026-01-20T18:00'));
    for (const id of ['A', 'B', 'C']) {
      await story.enroll(id, { from: '2026-01-03' });
      await story.take(`D-${id}`, daily('2026-01-03', 16));
    }
    const other = await secondInstance();
    try {
      product.clock.moveTo(at('2026-02-06T06:00'));
      const tick = (app: { get: TestApp['app']['get'] }) => app.get(BillingService).tick();
      await Promise.all([tick(product.app), tick(other), tick(other), tick(product.app)]);
      expect(await story.lines()).toHaveLength(6);
      const versions = await story.versions();
      expect(Object.values(versions).every((version) => version === 1)).toBe(true);
      // Late evidence: both see the mark, one writes.
      for (const id of ['A', 'B', 'C']) await story.take(`D-${id}`, [at('2026-01-30T12:00')]);
      await Promise.all([tick(product.app), tick(other)]);
      expect(await story.lines()).toHaveLength(6);
      expect((await story.charges()).map(({ days }) => days)).toEqual([17, 17, 17, 17, 17, 17]);
      expect(Object.values(await story.versions()).every((version) => version <= 2)).toBe(true);
      // People decide while both restate: no decision is lost, and none is taken twice.
      const patients = ['A', 'B', 'C'] as const;
      const chargeOf = (id: string) => `E-${id}~supply~2026-01-03~99454`;
      await Promise.all([
        ...patients.map(async (id) => {
          for (let round = 0; round < 4; round++) {
            await story.decide(chargeOf(id), 'hold', { reason: 'look' });
            await story.decide(chargeOf(id), 'release');
          }
          await story.decide(chargeOf(id), 'approve');
        }),
        (async () => {
          for (const noon of daily('2026-01-20', 8)) {
            for (const id of patients) await story.take(`D-${id}`, [noon]);
            await Promise.all([tick(product.app), tick(other)]);
          }
        })(),
      ]);
      const actions = ['hold', 'release', 'hold', 'release', 'hold', 'release', 'hold', 'release', 'approve'];
      for (const id of patients) {
        const { status, decisions } = await story.charge(chargeOf(id));
        expect([status, decisions.map(({ action }) => action)]).toEqual(['approved', actions]);
      }
      expect(await story.lines()).toHaveLength(6);
    } finally {
      await other.close();
    }
  });

  /** Another instance of the product over the same store: on one connection in this process, or over the wire on its own. */
  async function secondInstance() {
    const { config, clock } = product;
    const logger = createLogger('silent');
    const connection =
      config.mongodbUri === null
        ? product.app.get<{ close: () => Promise<void> }>(getConnectionToken())
        : await openDatabase({ mongodbUri: config.mongodbUri, dataDir: config.dataDir });
    const module = await Test.createTestingModule({
      imports: [AppModule.forRoot({ config, logger, clock, keys: NO_KEYS, schedule: false })],
    })
      .overrideProvider(getConnectionToken())
      .useValue(connection)
      .overrideProvider(FieldCipher)
      .useValue(product.app.get(FieldCipher))
      .setLogger(new NestLogger(logger))
      .compile();
    await module.init();
    const close = () => (config.mongodbUri === null ? Promise.resolve() : connection.close());
    return { get: module.get.bind(module) as TestApp['app']['get'], close };
  }

  it('is what the schedule runs every hour', async () => {
    const scheduled = await startTestApp({ env: { TALLY_SCHEDULE: 'on' } });
    try {
      const story = await Story.begin(scheduled, at('2026-01-04T18:00'));
      await story.enroll('P', { from: '2026-01-03' });
      await story.take('D-P', daily('2026-01-03', 2));
      scheduled.clock.moveTo(at('2026-02-05T00:00'));
      const jobs = [...scheduled.app.get(SchedulerRegistry).getCronJobs().values()];
      const hourly = jobs.filter((job) => {
        const [first, second] = job.nextDates(2);
        return second?.diff(first ?? second).as('hours') === 1;
      });
      for (const job of hourly) await job.fireOnTick();
      expect(await story.lines()).toContain(SUPPLY);
    } finally {
      await scheduled.close();
    }
  });
});
