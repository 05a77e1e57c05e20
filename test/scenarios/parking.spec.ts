import type { ParkedView } from '../../src/domain/charges/explain/charge-view.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { at, daily, Story, type Page } from './support/story.js';

const SUPPLY = 'E-P~supply~2026-01-03';
const PLAN = { name: 'Plan X', type: 'commercial' };

describe('what cannot be decided yet', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  /** A patient of a plan without settings, with a window, a month and a setup that have ended. */
  async function unknownPlan(): Promise<Story> {
    const story = await Story.begin(product, at('2026-02-06T06:00'));
    await story.put('payers/plan-x', PLAN);
    await story.enroll('P', { from: '2026-01-03', patient: { coverage: [{ payerId: 'plan-x' }] } });
    await story.enroll('Q', { from: '2026-01-03' });
    for (const id of ['P', 'Q']) {
      await story.take(`D-${id}`, daily('2026-01-03', 16));
      await story.work(id, at('2026-01-14T10:00'), 25, { staffId: id === 'P' ? 'N1' : 'N2' });
    }
    await story.tick();
    return story;
  }
  const MISSING = ['management~2026-01', 'set-up~1', 'supply~2026-01-03'].map(
    (source) => `E-P~${source} payer_profile_missing`,
  );
  const CHARGED = [
    '2026-01-03 99453 x1 original proposed',
    '2026-01-31 99457 x1 original proposed',
    '2026-02-01 99454 x1 original proposed',
  ];

  it('parks the patient of a payer without a profile, and closes the others', async () => {
    const story = await unknownPlan();
    expect(await story.parked()).toEqual(MISSING);
    expect([await story.lines('P'), await story.lines('Q')]).toEqual([[], CHARGED]);
    const again = await story.close();
    expect(again.counts).toMatchObject({ written: 0, parkedSources: 3 });
    const { items } = await story.get<Page<ParkedView>>('parked?limit=1');
    expect(items).toMatchObject([
      { patientId: 'P', servicePeriod: { start: '2026-01-01', end: '2026-01-31' }, errorId: null },
    ]);
  });

  it('releases nothing while the cause exists', async () => {
    const story = await unknownPlan();
    const answer = await story.post(`parked/${SUPPLY}/release`, { reason: 'try again' });
    expect(answer).toMatchObject({ released: false, parked: { reason: 'payer_profile_missing' } });
    expect(await story.parked()).toEqual(MISSING);
  });

  it('charges without help once the profile exists', async () => {
    const story = await unknownPlan();
    await story.put('payers/plan-x', { ...PLAN, profiles: [{ from: '2026-01-01' }] });
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.parked()).toEqual([]);
    expect(await story.lines('P')).toEqual(CHARGED);
    expect((await story.charge(`${SUPPLY}~99454`)).payerId).toBe('plan-x');
  });

  it('charges immediately if a person releases it', async () => {
    const story = await unknownPlan();
    await story.put('payers/plan-x', { ...PLAN, profiles: [{ from: '2026-01-01' }] });
    const answer = await story.post(`parked/${SUPPLY}/release`, { reason: 'profile put in' });
    expect(answer).toEqual({ released: true, parked: null });
    expect(await story.lines('P')).toEqual(CHARGED);
    expect((await story.call('POST', `parked/${SUPPLY}/release`, { reason: 'again' })).status).toBe(404);
  });

  it('decides by the date of service when a profile begins late', async () => {
    const story = await unknownPlan();
    await story.put('payers/plan-x', { ...PLAN, profiles: [{ from: '2026-02-01' }] });
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.parked()).toEqual(MISSING.filter((line) => !line.includes('supply')));
    expect(await story.lines('P')).toEqual(['2026-02-01 99454 x1 original proposed']);
  });

  it('keeps what was approved if the profile goes away, and lets nobody approve the rest', async () => {
    const story = await unknownPlan();
    await story.put('payers/plan-x', { ...PLAN, profiles: [{ from: '2026-01-01' }] });
    await story.tick(at('2026-02-06T07:00'));
    await story.decide(`${SUPPLY}~99454`, 'approve');
    await story.put('payers/plan-x', PLAN);
    await story.tick(at('2026-02-06T08:00'));
    expect(await story.parked()).toEqual(MISSING);
    expect(await story.lines('P')).toEqual(['2026-02-01 99454 x1 original approved']);
    // What is parked is not sent.
    expect((await story.call('POST', 'export-batches', { patientId: 'P' })).status).toBe(409);
  });

  it('follows the payer’s settings: codes it does not accept, its date rule, and its prior authorization', async () => {
    const story = await unknownPlan();
    const profile = {
      from: '2026-01-01',
      acceptedCodes: ['99453', '99454', '99457'],
      priorAuthRequired: true,
      policy: { deviceDos: 'last_reading_day', managementDos: 'threshold_date' },
    };
    await story.put('payers/plan-x', { ...PLAN, profiles: [profile] });
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines('P')).toEqual([]);
    expect(await story.notBilled('P')).toEqual(
      expect.arrayContaining(['2026-01-03 99454 prior_auth_missing', '2026-01-01 99457 prior_auth_missing']),
    );
    await story.correct('patients/P', { coverage: [{ payerId: 'plan-x', priorAuthNumber: 'A-17' }] });
    await story.tick(at('2026-02-06T08:00'));
    expect(await story.lines('P')).toEqual([
      '2026-01-03 99453 x1 original proposed',
      '2026-01-14 99457 x1 original proposed',
      '2026-01-18 99454 x1 original proposed',
    ]);
  });

  it('parks dates of service after the verified rules, and no earlier ones', async () => {
    const story = await Story.begin(product, at('2027-03-01T06:00'));
    await story.enroll('P', { from: '2026-11-02' });
    await story.take('D-P', [
      ...daily('2026-11-02', 16),
      ...daily('2026-12-02', 16),
      ...daily('2027-01-05', 16),
    ]);
    await story.work('P', at('2026-12-14T10:00'), 25);
    await story.work('P', at('2027-01-14T10:00'), 25);
    await story.tick();
    // The second window ends on December 31, 2026.
    expect(await story.lines()).toEqual([
      '2026-11-02 99453 x1 original proposed',
      '2026-12-01 99454 x1 original proposed',
      '2026-12-31 99454 x1 original proposed',
      '2026-12-31 99457 x1 original proposed',
    ]);
    expect(await story.parked()).toEqual([
      'E-P~management~2027-01 rules-not-verified',
      'E-P~supply~2027-01-01 rules-not-verified',
    ]);
    const answer = await story.post('parked/E-P~supply~2027-01-01/release', { reason: 'try' });
    expect(answer).toMatchObject({ released: false, parked: { reason: 'rules-not-verified' } });
  });
});
