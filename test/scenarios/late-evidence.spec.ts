import type { Explanation } from '../../src/domain/charges/explain/explain.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { at, daily, Story } from './support/story.js';

const SHORT = 'E-P~supply~2026-01-03~99445';
const FULL = 'E-P~supply~2026-01-03~99454';
const SET_UP = '2026-01-03 99453 x1 original proposed';

describe('evidence that arrives or disappears after its period is closed', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  /** A window from January 3 to February 1 with that many reading days, closed on February 6. */
  async function closedWindow(days: number): Promise<{ story: Story; readings: string[] }> {
    const story = await Story.begin(product, '2026-02-03T18:00:00Z');
    await story.enroll('P', { from: '2026-01-03' });
    const readings = await story.take('D-P', daily('2026-01-03', days));
    await story.tick(at('2026-02-06T06:00'));
    return { story, readings };
  }
  const supply = (lines: string[]) => lines.filter((line) => line.startsWith('2026-02-01'));
  const rows = async (story: Story, batch: number) => {
    const { text } = await story.call('GET', `export-batches/${batch}/charges.csv`);
    const [header = '', ...lines] = text.trimEnd().split('\r\n');
    const names = header.split(',');
    return lines.map((line) => Object.fromEntries(line.split(',').map((cell, n) => [names[n], cell])));
  };
  const exclude = (story: Story, id: string | undefined) =>
    story.post(`readings/${id}/exclude`, { reason: 'not this patient' });

  it('a late 16th day changes a charge that is not approved', async () => {
    const { story } = await closedWindow(15);
    expect(await story.lines()).toEqual([SET_UP, '2026-02-01 99445 x1 original proposed']);
    await story.take('D-P', [at('2026-01-31T12:00')]);
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines()).toEqual([SET_UP, '2026-02-01 99454 x1 original proposed']);
    expect((await story.charge(SHORT)).status).toBe('withdrawn');
    expect((await story.explain(FULL)).days?.days).toBe(16);
  });

  it('after approval it proposes an adjustment, which replaces the charge once it is approved', async () => {
    const { story } = await closedWindow(15);
    await story.decide(SHORT, 'approve');
    const approved = await story.charge(SHORT);
    await story.take('D-P', [at('2026-01-31T12:00')]);
    await story.tick(at('2026-02-06T07:00'));
    expect(supply(await story.lines())).toEqual([
      '2026-02-01 99445 x1 original approved',
      '2026-02-01 99454 x1 replacement proposed',
    ]);
    expect(await story.charge(SHORT)).toEqual(approved);
    expect(await story.charge(`${FULL}~a1`)).toMatchObject({ adjusts: SHORT, days: 16 });
    await story.decide(`${FULL}~a1`, 'approve');
    expect(supply(await story.lines())).toEqual([
      '2026-02-01 99445 x1 original replaced',
      '2026-02-01 99454 x1 replacement approved',
    ]);
    // Nothing was exported before, so this is an original claim.
    await story.post('export-batches');
    expect((await rows(story, 1)).map(({ code, frequency_code }) => [code, frequency_code])).toEqual([
      ['99454', '1'],
    ]);
  });

  it('after export the claim stays as exported, and a replacement is linked to it', async () => {
    const { story } = await closedWindow(15);
    await story.exportAll(SHORT);
    const sent = { charge: await story.charge(SHORT), file: await rows(story, 1) };
    await story.take('D-P', [at('2026-01-31T12:00')]);
    await story.tick(at('2026-02-06T07:00'));
    const { charge, evidenceIsLatest, days, adjustments } = await story.explain(SHORT);
    expect([charge, await rows(story, 1)]).toEqual([sent.charge, sent.file]);
    expect([days?.days, evidenceIsLatest]).toEqual([15, false]);
    expect(adjustments).toEqual([
      { id: SHORT, kind: 'original', status: 'exported', adjusts: null },
      { id: `${FULL}~a1`, kind: 'replacement', status: 'proposed', adjusts: SHORT },
    ]);
    await story.exportAll(`${FULL}~a1`);
    expect(await rows(story, 2)).toMatchObject([
      { code: '99454', frequency_code: '7', adjusts: SHORT, days: '16' },
    ]);
    expect(await story.charge(SHORT)).toEqual(sent.charge);
    expect(supply(await story.lines())).toEqual([
      '2026-02-01 99445 x1 original exported',
      '2026-02-01 99454 x1 replacement exported',
    ]);
  });

  it('a late 17th day after export creates no new claim', async () => {
    const { story } = await closedWindow(16);
    await story.exportAll(FULL);
    await story.take('D-P', [at('2026-01-31T12:00')]);
    await story.tick(at('2026-02-06T07:00'));
    expect(supply(await story.lines())).toEqual(['2026-02-01 99454 x1 original exported']);
    expect((await story.explain(FULL)).days?.days).toBe(16);
  });

  it('a correction after export that lowers the count proposes a replacement', async () => {
    const { story, readings } = await closedWindow(16);
    await story.exportAll(FULL);
    await exclude(story, readings[4]);
    await story.tick(at('2026-02-06T07:00'));
    expect(supply(await story.lines())).toEqual([
      '2026-02-01 99445 x1 replacement proposed',
      '2026-02-01 99454 x1 original exported',
    ]);
    expect((await story.explain(`${SHORT}~a1`)).days).toMatchObject({
      days: 15,
      notCounted: [{ readingId: readings[4], reason: 'excluded' }],
    });
  });

  it('a correction after export that leaves nothing proposes a void, and exports it as a void', async () => {
    const { story, readings } = await closedWindow(2);
    await story.exportAll(SHORT, 'E-P~set-up~1~99453');
    await exclude(story, readings[1]);
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines()).toEqual([
      '2026-01-03 99453 x1 original exported',
      '2026-01-03 99453 x1 void proposed',
      '2026-02-01 99445 x1 original exported',
      '2026-02-01 99445 x1 void proposed',
    ]);
    await story.exportAll(`${SHORT}~a1`, 'E-P~set-up~1~99453~a1');
    const voids = await rows(story, 2);
    expect(voids.map(({ code, frequency_code, adjusts }) => [code, frequency_code, adjusts])).toEqual([
      ['99453', '8', 'E-P~set-up~1~99453'],
      ['99445', '8', SHORT],
    ]);
    const batch = await story.get<{ expectedAmountCents: number }>('export-batches/2');
    expect(batch.expectedAmountCents).toBe(-(2171 + 5211));
  });

  it('a void that is no longer needed disappears, and before 2026 fifteen days void the claim', async () => {
    const story = await Story.begin(product, '2025-07-15T18:00:00Z');
    await story.enroll('P', { from: '2025-06-01' });
    const readings = await story.take('D-P', daily('2025-06-01', 16));
    await story.tick();
    const sent = 'E-P~supply~2025-06-01~99454';
    await story.exportAll(sent);
    await exclude(story, readings[0]);
    await story.tick(at('2025-07-15T14:00'));
    // The claim pins the window, so it does not move to the second day.
    expect(await story.notBilled('P')).toContain('2025-06-01 99454 insufficient_days');
    expect((await story.lines()).filter((line) => line.includes('99454'))).toEqual([
      '2025-06-30 99454 x1 original exported',
      '2025-06-30 99454 x1 void proposed',
    ]);
    await story.post(`readings/${readings[0]}/reinstate`, { reason: 'it was this patient after all' });
    await story.tick(at('2025-07-15T15:00'));
    expect((await story.lines()).filter((line) => line.includes('99454'))).toEqual([
      '2025-06-30 99454 x1 original exported',
    ]);
    expect((await story.charge(`${sent}~a1`)).status).toBe('withdrawn');
  });

  it('an excluded reading lowers a proposed charge, and its reinstatement restores the charge', async () => {
    const { story, readings } = await closedWindow(16);
    await exclude(story, readings[15]);
    await story.tick(at('2026-02-06T07:00'));
    expect(supply(await story.lines())).toEqual(['2026-02-01 99445 x1 original proposed']);
    const excluded = await story.get<{ exclusion: object }>(`readings/${readings[15]}`);
    expect(excluded.exclusion).toMatchObject({ by: 'biller', reason: 'not this patient' });
    await story.post(`readings/${readings[15]}/reinstate`, { reason: 'it is' });
    await story.tick(at('2026-02-06T08:00'));
    expect(supply(await story.lines())).toEqual(['2026-02-01 99454 x1 original proposed']);
  });

  it('a first reading that arrives late moves only windows without approved charges', async () => {
    const { story } = await closedWindow(16);
    await story.correct('enrollments/E-P', { startDate: '2026-01-01' });
    await story.correct('enrollments/E-P', {
      consent: { status: 'given', date: '2026-01-01', method: 'written', takenBy: 'N1' },
      order: { date: '2026-01-01', practitionerId: 'DR', deviceNamed: true },
    });
    const assigned = { assignedFrom: '2026-01-01', setupEducationDate: '2026-01-01' };
    await story.call('PATCH', 'devices/D-P/assignments/A-P', assigned);
    await story.take('D-P', [at('2026-01-02T12:00')]);
    await story.tick(at('2026-02-06T07:00'));
    expect(await story.lines()).toEqual([
      '2026-01-01 99453 x1 original proposed',
      '2026-01-31 99454 x1 original proposed',
    ]);
    await story.decide('E-P~supply~2026-01-02~99454', 'approve');
    const [early] = await story.take('D-P', [at('2026-01-01T12:00')]);
    await story.tick(at('2026-02-06T08:00'));
    expect((await story.lines()).filter((line) => line.includes('99454'))).toEqual([
      '2026-01-31 99454 x1 original approved',
    ]);
    const source = 'E-P~supply~2026-01-02';
    const approved = await story.explain(`${source}~99454`);
    expect([approved.days?.days, approved.evidenceIsLatest]).toEqual([17, false]);
    // The reading is reported and needs a review.
    expect(approved.flags).toContain('reading_before_first_window');
    const latest = await story.get<Explanation>(`not-billed/${source}/99445/explain`);
    expect(latest.days?.notCounted).toMatchObject([{ readingId: early, reason: 'before_first_window' }]);
  });

  it('a reading two years late still creates its charge under the rules and prices of its time', async () => {
    const story = await Story.begin(product, '2024-03-20T18:00:00Z');
    await story.enroll('P', { from: '2024-02-08' });
    await story.take('D-P', daily('2024-02-08', 15));
    await story.tick();
    expect(await story.lines()).toEqual([]);
    product.clock.moveTo('2026-05-02T12:00:00Z');
    await story.take('D-P', [at('2024-03-08T22:00')]);
    await story.tick();
    expect(
      (await story.charges()).map((one) => [one.code, one.dateOfService, one.expectedAmountCents]),
    ).toEqual([
      ['99453', '2024-02-08', 1965],
      ['99454', '2024-03-08', 4650],
    ]);
  });

  it('a time entry struck out after export lowers or voids the management charge', async () => {
    const story = await Story.begin(product, '2026-02-10T18:00:00Z');
    await story.enroll('P', { from: '2026-01-01' });
    await story.work('P', at('2026-01-10T10:00'), 12);
    const second = await story.work('P', at('2026-01-20T10:00'), 10);
    await story.tick();
    const base = 'E-P~management~2026-01~99457';
    await story.exportAll(base);
    await story.post(`time-entries/${second}/corrections`, { reason: 'other patient', void: true });
    await story.tick(at('2026-02-10T14:00'));
    expect(await story.lines()).toEqual([
      '2026-01-31 99457 x1 original exported',
      '2026-01-31 99470 x1 replacement proposed',
    ]);
    expect(await story.charge('E-P~management~2026-01~99470~a1')).toMatchObject({
      adjusts: base,
      minutes: 12,
    });
  });
});
