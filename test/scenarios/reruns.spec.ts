import { startTestApp, type TestApp } from '../support/app.js';
import { at, daily, lineOf, Story } from './support/story.js';

const SUPPLY = 'E-P~supply~2026-01-03~99454';
const BASE = 'E-P~management~2026-01~99457';
const ADD_ON = 'E-P~management~2026-01~99458';
const SET_UP = 'E-P~set-up~1~99453';

describe('closing again', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  /** 99453, 99454, 99457 and 99458 of January, closed on February 6. */
  async function closed(): Promise<Story> {
    const story = await Story.begin(product, at('2026-02-06T06:00'));
    await story.enroll('P', { from: '2026-01-03' });
    await story.take('D-P', daily('2026-01-03', 16));
    await story.work('P', at('2026-01-14T10:00'), 45);
    await story.close();
    return story;
  }

  it('on the same facts writes nothing, raises no version and gives the same digest', async () => {
    const story = await closed();
    const versions = await story.versions();
    const first = await story.close({ dryRun: true });
    product.clock.moveTo(at('2026-02-06T19:00'));
    const second = await story.close();
    await story.tick(at('2026-02-07T06:00'));
    const third = await story.close({ patientIds: ['P'] });
    for (const report of [first, second, third]) {
      expect(report.counts).toMatchObject({ written: 0, created: 0, updated: 0, withdrawn: 0 });
      expect([report.changes, report.digest]).toEqual([[], first.digest]);
    }
    expect(await story.versions()).toEqual(versions);
    expect(Object.values(versions).every((version) => version === 1)).toBe(true);
  });

  it('also writes nothing after the gateway sent everything again', async () => {
    const story = await Story.begin(product, at('2026-02-06T06:00'));
    await story.enroll('P', { from: '2026-01-03' });
    const noons = daily('2026-01-03', 16);
    for (const [n, noon] of noons.entries()) await story.take('D-P', [noon], { externalId: `once-${n}` });
    await story.close();
    const versions = await story.versions();
    for (const [n, noon] of noons.entries()) {
      const [answer] = await story.send('D-P', [noon], { externalId: `once-${n}` });
      expect(answer?.status).toBe('duplicate');
    }
    const other = await story.send('D-P', [at('2026-01-25T12:00')], { externalId: 'once-0' });
    expect(other[0]?.status).toBe('conflict');
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.versions()).toEqual(versions);
    expect((await story.explain(SUPPLY)).days?.readings).toBe(16);
  });

  it('in a dry run reports what a real run would do, and does none of it', async () => {
    const story = await closed();
    const versions = await story.versions();
    await story.take('D-P', daily('2026-02-02', 2));
    const [, second] = await story.take('D-P', [at('2026-01-20T12:00'), at('2026-01-21T12:00')]);
    await story.post(`readings/${second}/exclude`, { reason: 'not this patient' });
    await story.work('P', at('2026-01-15T10:00'), 20);
    const dry = await story.close({ dryRun: true });
    expect(await story.versions()).toEqual(versions);
    // One more day, and twenty more minutes; only the add-on's units change on the claim.
    expect(
      dry.changes.map(({ change, id, before, after }) => [change, id, before?.units, after?.units]),
    ).toEqual([
      ['updated', SUPPLY, 1, 1],
      ['updated', BASE, 1, 1],
      ['updated', ADD_ON, 1, 2],
    ]);
    const real = await story.close();
    expect([real.digest, real.changes]).toEqual([dry.digest, dry.changes]);
    expect((await story.charge(ADD_ON)).units).toBe(2);
  });

  it('as of an earlier day undoes nothing', async () => {
    const story = await closed();
    const before = await story.charges();
    const report = await story.close({ asOf: at('2026-01-20T12:00'), graceDays: 0 });
    expect(report.counts.written).toBe(0);
    expect(await story.charges()).toEqual(before);
    const later = await story.call<{ errors: { path: string }[] }>('POST', 'closing-runs', {
      asOf: '2027-01-01T00:00:00Z',
    });
    expect([later.status, later.body.errors[0]?.path]).toEqual([400, 'asOf']);
  });

  it('leaves what people decided as it is: hold, release, edit, approve', async () => {
    const story = await closed();
    await story.decide(SUPPLY, 'hold', { reason: 'ask the clinician' });
    await story.decide(SET_UP, 'edit', { reason: 'plan asks for it', modifiers: ['KX'] });
    await story.decide(BASE, 'approve');
    await story.decide(ADD_ON, 'hold', { reason: 'look at the log' });
    await story.decide(ADD_ON, 'release');
    const decided = await story.charges();
    const versions = await story.versions();
    expect(decided.map(({ id, status, edited }) => [id, status, edited])).toEqual([
      [BASE, 'approved', false],
      [ADD_ON, 'proposed', false],
      [SET_UP, 'proposed', true],
      [SUPPLY, 'held', false],
    ]);
    await story.tick(at('2026-02-06T07:00'));
    const { digest } = await story.close();
    expect((await story.close()).digest).toBe(digest);
    expect(await story.charges()).toEqual(decided);
    expect(await story.versions()).toEqual(versions);
    expect(decided.find(({ id }) => id === ADD_ON)?.decisions.map(({ action, by }) => [action, by])).toEqual([
      ['hold', 'biller'],
      ['release', 'biller'],
    ]);
  });

  it('reports new facts next to what people decided, and follows the facts again once released', async () => {
    const story = await closed();
    await story.decide(SUPPLY, 'hold', { reason: 'ask the clinician' });
    await story.decide(BASE, 'edit', { reason: 'plan asks for it', dateOfService: '2026-01-30' });
    const [held, edited] = [await story.charge(SUPPLY), await story.charge(BASE)];
    const { items } = await story.get<{ items: { id: string; serviceDay: string }[] }>(
      'readings?patientId=P',
    );
    await story.post(`readings/${items[15]?.id}/exclude`, { reason: 'not this patient' });
    await story.correct('enrollments/E-P', { endDate: '2026-01-20', endReason: 'moved' });
    await story.tick(at('2026-02-06T07:00'));
    expect([await story.charge(SUPPLY), await story.charge(BASE)]).toEqual([held, edited]);
    const beside = (await story.charges()).filter(({ adjusts }) => adjusts !== null);
    expect(beside.map((charge) => [lineOf(charge), charge.adjusts])).toEqual([
      ['2026-01-14 99457 x1 replacement proposed', BASE],
      ['2026-01-17 99445 x1 replacement proposed', SUPPLY],
    ]);
    await story.decide(BASE, 'release');
    await story.tick(at('2026-02-06T08:00'));
    expect((await story.lines()).filter((line) => line.includes('99457'))).toEqual([
      '2026-01-14 99457 x1 original proposed',
    ]);
  });
  it('keeps a held charge whose window no longer exists, and does not let anyone approve it', async () => {
    const story = await closed();
    await story.decide(SUPPLY, 'hold', { reason: 'ask the clinician' });
    const { items } = await story.get<{ items: { id: string }[] }>('readings?patientId=P&limit=1');
    await story.post(`readings/${items[0]?.id}/exclude`, { reason: 'not this patient' });
    await story.tick(at('2026-02-06T07:00'));
    expect((await story.lines()).filter((line) => line.startsWith('2026-02'))).toEqual([
      '2026-02-01 99454 x1 original held',
      '2026-02-01 99454 x1 void proposed',
      '2026-02-02 99445 x1 original proposed',
    ]);
    expect((await story.call('POST', `charges/${SUPPLY}/approve`)).status).toBe(409);
    await story.post(`readings/${items[0]?.id}/reinstate`, { reason: 'it was' });
    await story.tick(at('2026-02-06T08:00'));
    expect((await story.lines()).filter((line) => line.startsWith('2026-02'))).toEqual([
      '2026-02-01 99454 x1 original held',
    ]);
    expect((await story.decide(SUPPLY, 'approve')).status).toBe('approved');
  });
});
