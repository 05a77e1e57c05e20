import type { ChargeView } from '../../src/domain/charges/explain/charge-view.js';
import { parseInstant, type Instant } from '../../src/domain/time/instant.js';
import { localDate } from '../../src/domain/time/local-date.js';
import { BillingRepository } from '../../src/modules/billing/charges/billing.repository.js';
import { ReviewService } from '../../src/modules/billing/charges/review.service.js';
import { EXPORT_BATCHES } from '../../src/modules/claims/batches/export-batch.schema.js';
import { ExportBatchesRepository } from '../../src/modules/claims/batches/export-batches.repository.js';
import { ExportBatchesService } from '../../src/modules/claims/batches/export-batches.service.js';
import { daysFrom, startBillingPractice, type BillingPractice } from '../support/billing-practice.js';
import { storedCollection } from '../support/stored-collection.js';

const MARCH = parseInstant('2026-03-10T18:00:00Z') as Instant;
const SUPPLY = 'E-P1~supply~2026-01-03~99445';
const MANAGEMENT = 'E-P1~management~2026-01~99457';
const ADD_ON = 'E-P1~management~2026-01~99458';

describe('export of approved charges', () => {
  let practice: BillingPractice;
  let exports: ExportBatchesService;
  beforeEach(async () => {
    practice = await startBillingPractice();
    exports = practice.app.get(ExportBatchesService);
    await practice.enroll('P1');
    await practice.read('P1', daysFrom('2026-01-03', 15));
    await practice.call('P1', localDate('2026-01-20'), 45);
    await practice.billing.tick(MARCH);
  });
  afterEach(() => practice.close());

  const decide = (action: 'approve' | 'hold', ...ids: string[]) =>
    practice.app.get(ReviewService).decide(practice.principal, ids, { act: { action }, reason: null });
  const create = (more: object = {}) => exports.create(practice.principal, { limit: 100, ...more });
  const charge = async (id: string): Promise<ChargeView | undefined> => {
    for await (const each of practice.billing.chargesOf(practice.principal)) if (each.id === id) return each;
    return undefined;
  };
  const file = async (number: number) => (await exports.file(practice.principal, number)) ?? '';
  const rows = (text: string) =>
    text
      .split('\r\n')
      .slice(1, -1)
      .map((row) => row.split(','));

  it('marks the charges, gives the same file each time and keeps identifiers encrypted in the store', async () => {
    await decide('approve', SUPPLY, MANAGEMENT, ADD_ON);
    const answer = await create();
    expect(answer.outcome).toBe('created');
    expect(await charge(SUPPLY)).toMatchObject({ status: 'exported', batchNumber: 1 });
    const text = await file(1);
    expect(await file(1)).toBe(text);
    expect(text.split('\r\n')[0]).toContain(
      'practice,patient_id,mrn,payer,member_id,rendering_npi,billing_npi',
    );
    expect(rows(text).map((row) => [...row.slice(1, 9), row[10], row[11], row[17], row[18]])).toEqual([
      [
        'P1',
        'M-P1',
        'Medicare',
        '1EG4-P1',
        '1245319599',
        '1234567893',
        '11',
        '99457',
        '1',
        '2026-01-31',
        '51.77',
        'exported',
      ],
      [
        'P1',
        'M-P1',
        'Medicare',
        '1EG4-P1',
        '1245319599',
        '1234567893',
        '11',
        '99458',
        '1',
        '2026-01-31',
        '41.42',
        'exported',
      ],
      [
        'P1',
        'M-P1',
        'Medicare',
        '1EG4-P1',
        '1245319599',
        '1234567893',
        '11',
        '99445',
        '1',
        '2026-02-01',
        '52.11',
        'exported',
      ],
    ]);
    const kept = JSON.stringify(await storedCollection(practice.app, EXPORT_BATCHES).find({}).toArray());
    expect(kept).not.toContain('M-P1"');
    expect(kept).not.toContain('1EG4-P1');
  });

  it('exports nothing twice, whether an export is repeated, requested by number, or concurrent', async () => {
    await decide('approve', SUPPLY);
    const answers = await Promise.all([create(), create(), create()]);
    expect(answers.filter(({ outcome }) => outcome === 'created').length).toBe(1);
    expect((await create()).outcome).toBe('nothing_approved');
    expect(await create({ number: 1 })).toMatchObject({ outcome: 'existing', batch: { number: 1 } });
    expect(await create({ number: 7 })).toMatchObject({ outcome: 'number_not_next', next: 2 });
    expect(rows(await file(1)).length).toBe(1);
  });

  it('does not export an add-on whose base is not approved', async () => {
    const [answer] = await decide('approve', ADD_ON);
    expect(answer).toMatchObject({ outcome: 'refused', reason: 'add_on_without_base' });
    expect((await decide('approve', ADD_ON, MANAGEMENT)).map(({ outcome }) => outcome)).toEqual([
      'done',
      'done',
    ]);
    const [held] = await decide('hold', MANAGEMENT);
    expect(held).toMatchObject({ outcome: 'refused', reason: 'add_on_without_base' });
  });

  it('returns the charges of a withdrawn batch to approved and never reuses its number', async () => {
    await decide('approve', SUPPLY);
    await create();
    const before = await file(1);
    const batch = await exports.withdraw(practice.principal, 1, 'wrong payer id');
    expect(batch).toMatchObject({ status: 'withdrawn', withdrawal: { reason: 'wrong payer id' } });
    expect(await charge(SUPPLY)).toMatchObject({ status: 'approved', batchNumber: null });
    expect(await file(1)).toBe(before);
    expect(await create()).toMatchObject({ outcome: 'created', batch: { number: 2 } });
  });

  it('exports a later difference as a replacement, and locks the first batch until the later one is withdrawn', async () => {
    await decide('approve', SUPPLY);
    await create();
    await practice.read('P1', [localDate('2026-01-30')]);
    await practice.billing.tick(MARCH);
    const replacement = 'E-P1~supply~2026-01-03~99454~a1';
    expect(await charge(SUPPLY)).toMatchObject({ status: 'exported' });
    await decide('approve', replacement);
    await create();
    const [row] = rows(await file(2));
    expect([row?.[8], row?.at(-3), row?.at(-2), row?.at(-1)]).toEqual(['99454', replacement, '7', SUPPLY]);
    expect(await exports.withdraw(practice.principal, 1, 'late')).toBe('adjusted_later');
    await exports.withdraw(practice.principal, 2, 'late');
    expect(await exports.withdraw(practice.principal, 1, 'late')).toMatchObject({ status: 'withdrawn' });
    expect(await charge(SUPPLY)).toMatchObject({ status: 'replaced' });
    expect(await create()).toMatchObject({ outcome: 'created', batch: { lines: [{ frequencyCode: '1' }] } });
  });

  it.each([0, 1, 2])('finishes an export that died after %i of its steps', async (steps) => {
    await decide('approve', SUPPLY, MANAGEMENT);
    const batches = practice.app.get(ExportBatchesRepository, { strict: false });
    const sources = practice.app.get(BillingRepository, { strict: false });
    const dying = { batches: batches.write.bind(batches), sources: sources.write.bind(sources) };
    let left = steps;
    const step = () => {
      if (left-- <= 0) throw new Error('killed');
    };
    batches.write = async (...args) => (step(), dying.batches(...args));
    sources.write = async (...args) => (step(), dying.sources(...args));
    await expect(create()).rejects.toThrow('killed');
    batches.write = dying.batches;
    sources.write = dying.sources;
    const answer = await create({ number: 1 });
    expect(answer).toMatchObject({ batch: { number: 1, status: 'complete' } });
    expect(rows(await file(1)).length).toBe(2);
    expect((await create()).outcome).toBe('nothing_approved');
  });

  it('leaves out a charge that a person changed between freezing and marking', async () => {
    await decide('approve', SUPPLY, MANAGEMENT);
    const batches = practice.app.get(ExportBatchesRepository, { strict: false });
    const write = batches.write.bind(batches);
    batches.write = async (principal, batch) => {
      const written = await write(principal, batch);
      if (batch.status === 'marking') await decide('hold', MANAGEMENT);
      return written;
    };
    await create();
    expect(rows(await file(1)).map((row) => row[8])).toEqual(['99445']);
    expect(await charge(MANAGEMENT)).toMatchObject({ status: 'held', batchNumber: null });
  });
});
