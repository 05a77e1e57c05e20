import { jest } from '@jest/globals';
import type { Type } from '@nestjs/common';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ChargeView } from '../../src/domain/charges/explain/charge-view.js';
import { parseInstant, type Instant } from '../../src/domain/time/instant.js';
import { localDate } from '../../src/domain/time/local-date.js';
import { AuditService } from '../../src/modules/audit/audit.service.js';
import { BillingRepository } from '../../src/modules/billing/charges/billing.repository.js';
import {
  CHARGE_SOURCES,
  type ChargeSourceDoc,
} from '../../src/modules/billing/charges/charge-source.schema.js';
import { ReviewService } from '../../src/modules/billing/charges/review.service.js';
import { FactsLoader } from '../../src/modules/billing/closing/facts.loader.js';
import { PatientCloser } from '../../src/modules/billing/closing/patient-closer.js';
import { EnrollmentsService } from '../../src/modules/enrollments/enrollments.service.js';
import { payerContent } from '../../src/modules/practices/payers/payer.input.js';
import { practiceContent } from '../../src/modules/practices/practice.input.js';
import { PracticesService } from '../../src/modules/practices/practices.service.js';
import { parseStored } from '../../src/modules/records/parse-stored.js';
import { CloseQueueService } from '../../src/modules/restatement/close-queue.service.js';
import { LOGGER } from '../../src/platform/logging/logging.module.js';
import { daysFrom, startBillingPractice, ZONE, type BillingPractice } from '../support/billing-practice.js';
import { storedCollection } from '../support/stored-collection.js';

const MARCH = parseInstant('2026-03-10T18:00:00Z') as Instant;
const approve = { act: { action: 'approve' }, reason: null } as const;

describe('closing', () => {
  let practice: BillingPractice;
  beforeEach(async () => {
    practice = await startBillingPractice();
  });
  afterEach(() => practice.close());

  const stored = async (): Promise<ChargeSourceDoc[]> =>
    (await storedCollection(practice.app, CHARGE_SOURCES)
      .find({})
      .sort({ _id: 1 })
      .toArray()) as unknown as ChargeSourceDoc[];
  const charges = async (): Promise<ChargeView[]> => {
    const all: ChargeView[] = [];
    for await (const charge of practice.billing.chargesOf(practice.principal)) all.push(charge);
    return all;
  };
  const shown = async (): Promise<string[]> =>
    (await charges()).map(({ id, kind, status, units }) => `${id} ${kind} ${status} x${units}`);
  const close = (ids: readonly string[], more: object = {}) =>
    practice.billing.closePatients(practice.principal, ids, { asOf: MARCH, ...more });
  const approveAll = async (...ids: string[]) =>
    practice.app.get(ReviewService).decide(practice.principal, ids, approve);

  async function threePatients(): Promise<string[]> {
    const ids = ['P1', 'P2', 'P3'];
    for (const id of ids) await practice.enroll(id);
    await practice.read('P1', daysFrom('2026-01-03', 18));
    await practice.read('P2', daysFrom('2026-01-05', 3));
    await practice.call('P1', localDate('2026-01-20'), 41);
    await practice.call('P2', localDate('2026-02-03'), 12);
    return ids;
  }

  it('makes each charge from readings and minutes', async () => {
    await close(await threePatients());
    expect(await shown()).toEqual([
      'E-P1~management~2026-01~99457 original proposed x1',
      'E-P1~management~2026-01~99458 original proposed x1',
      'E-P1~set-up~1~99453 original proposed x1',
      'E-P1~supply~2026-01-03~99454 original proposed x1',
      'E-P2~management~2026-02~99470 original proposed x1',
      'E-P2~set-up~1~99453 original proposed x1',
      'E-P2~supply~2026-01-05~99445 original proposed x1',
    ]);
  });

  it('gives the same digest in a dry run, for real, and on a rerun, and writes only once', async () => {
    const ids = await threePatients();
    const dry = await close(ids, { dryRun: true });
    expect(await stored()).toEqual([]);
    const real = await close(ids);
    const before = await stored();
    const again = await close(ids);
    expect(real).toEqual(dry);
    expect(real.counts.created).toBe(7);
    expect([again.digest, again.counts.written, again.changes]).toEqual([real.digest, 0, []]);
    expect(await stored()).toEqual(before);
  });

  it('run eight times at once makes the same documents as once', async () => {
    const ids = await threePatients();
    const reports = await Promise.all(Array.from({ length: 8 }, () => close(ids)));
    const parallel = await stored();
    expect(new Set(reports.map(({ digest }) => digest)).size).toBe(1);
    expect(parallel.every(({ version }) => version === 1)).toBe(true);
    expect((await charges()).length).toBe(new Set((await charges()).map(({ id }) => id)).size);
    const alone = await close(ids);
    expect(alone.digest).toBe(reports[0]?.digest);
    expect(await stored()).toEqual(parallel);
  });

  it('run at once as of days that answer differently, takes its turn instead of undoing the others', async () => {
    const ids = await threePatients();
    const loads = jest.spyOn(practice.app.get(FactsLoader, { strict: false }), 'load');
    const days = ['2026-01-15T18:00:00Z', '2026-02-04T18:00:00Z', '2026-03-10T18:00:00Z'];
    const asOf = (index: number) => ({ asOf: parseInstant(days[index % days.length] ?? '') as Instant });
    const reports = await Promise.all(Array.from({ length: 12 }, (_, index) => close(ids, asOf(index))));
    expect(loads).toHaveBeenCalledTimes(12);
    expect(new Set(reports.map(({ digest }) => digest)).size).toBe(days.length);
    expect(reports.every(({ counts }) => counts.failedPatients === 0)).toBe(true);
    const last = reports.at(-1);
    expect((await close(ids, asOf(11))).digest).toBe(last?.digest);
  });

  it('answers a late reading with an update, and after approval with a proposed replacement', async () => {
    await practice.enroll('P1');
    await practice.read('P1', daysFrom('2026-01-03', 14));
    await close(['P1']);
    await practice.read('P1', [localDate('2026-01-30')]);
    await practice.billing.tick(MARCH);
    const id = 'E-P1~supply~2026-01-03~99445';
    expect(await shown()).toContain(`${id} original proposed x1`);
    const [answer] = await approveAll(id);
    expect(answer?.outcome).toBe('done');
    await practice.read('P1', [localDate('2026-01-31')]);
    await practice.billing.tick(MARCH);
    expect(await shown()).toEqual(
      expect.arrayContaining([
        `${id} original approved x1`,
        'E-P1~supply~2026-01-03~99454~a1 replacement proposed x1',
      ]),
    );
  });

  it('pins the first window when a supply charge is approved', async () => {
    await practice.enroll('P1');
    await practice.read('P1', daysFrom('2026-01-10', 18));
    await close(['P1']);
    await approveAll('E-P1~supply~2026-01-10~99454');
    await practice.read('P1', [localDate('2026-01-05')]);
    await practice.billing.tick(MARCH);
    const enrollment = await practice.app.get(EnrollmentsService).get(practice.principal, 'E-P1');
    expect(enrollment?.pinnedWindowStart).toBe('2026-01-10');
    expect(await shown()).toContain('E-P1~supply~2026-01-10~99454 original approved x1');
    const source = (await stored()).find(({ id }) => id === 'E-P1~supply~2026-01-10');
    expect(source?.state).toBe('closed');
  });

  it('moves windows that nobody approved when an earlier first reading arrives', async () => {
    await practice.enroll('P1');
    await practice.read('P1', daysFrom('2026-01-10', 18));
    await close(['P1']);
    await practice.read('P1', [localDate('2026-01-05')]);
    await practice.billing.tick(MARCH);
    expect((await shown()).filter((line) => line.includes('supply'))).toEqual([
      'E-P1~supply~2026-01-05~99454 original proposed x1',
    ]);
  });

  it('leaves periods within grace and open ones alone, and closes them when their day has come', async () => {
    await practice.enroll('P1');
    await practice.read('P1', daysFrom('2026-01-03', 18));
    const early = parseInstant('2026-02-03T18:00:00Z') as Instant;
    const report = await practice.billing.closePatients(practice.principal, ['P1'], {
      asOf: early,
      graceDays: 3,
    });
    expect([report.counts.sources, await stored()]).toEqual([0, []]);
    await close(['P1'], { graceDays: 3 });
    expect((await stored()).map(({ id }) => id)).toContain('E-P1~supply~2026-01-03');
  });

  it('parks what has no payer profile, and decides it once there is one', async () => {
    await practice.enroll('P1');
    await practice.call('P1', localDate('2026-01-20'), 25);
    const practices = practice.app.get(PracticesService);
    const payer = { id: 'medicare', ...payerContent.parse({ name: 'Medicare', type: 'medicare_ffs' }) };
    await practices.putPayer(practice.principal, payer);
    const parked = await close(['P1']);
    expect(parked.parked.map(({ reason }) => reason)).toContain('payer_profile_missing');
    expect(await charges()).toEqual([]);
    const { profiles } = payerContent.parse({
      name: 'Medicare',
      type: 'medicare_ffs',
      profiles: [{ from: '2019-01-01' }],
    });
    await practices.putPayer(practice.principal, { ...payer, profiles });
    await practice.billing.tick(MARCH);
    expect(await shown()).toEqual(['E-P1~management~2026-01~99457 original proposed x1']);
  });

  it('parks the one patient whose assessment breaks, with an id, and closes the others', async () => {
    const ids = await threePatients();
    const loader = practice.app.get(FactsLoader, { strict: false });
    const load = loader.load.bind(loader);
    let broken = true;
    loader.load = async (principal, patientIds) => {
      if (broken && patientIds.includes('P2')) throw new Error('Pat Example has a damaged record');
      return load(principal, patientIds);
    };
    const report = await close(ids);
    expect(report.counts).toMatchObject({ patients: 3, failedPatients: 1 });
    expect(report.parked).toEqual([
      expect.objectContaining({ sourceId: 'patient~P2', reason: 'internal_error' }),
    ]);
    expect((await shown()).some((line) => line.startsWith('E-P1'))).toBe(true);
    expect(practice.logLines.join('\n')).toContain(report.parked[0]?.errorId);
    expect(practice.logLines.join('\n')).not.toContain('Pat Example');
    broken = false;
    await close(ids);
    expect((await shown()).filter((line) => line.startsWith('E-P2')).length).toBe(3);
  });

  it('logs the message when module code breaks an invariant and the patient is parked', async () => {
    const [patientId = ''] = await threePatients();
    const loader = practice.app.get(FactsLoader, { strict: false });
    loader.load = async () => {
      await Promise.resolve();
      return parseStored(z.never(), 'patients', { name: 'Pat Example' });
    };
    const report = await close([patientId]);
    const logged = practice.logLines.find((line) => line.includes(String(report.parked[0]?.errorId)));
    expect(logged).toContain('InvariantError: a stored document of patients cannot be read');
    expect(logged).not.toContain('Pat Example');
  });

  it('clears the queue once: the second tick has nothing to do', async () => {
    await threePatients();
    const first = await practice.billing.tick(MARCH);
    const second = await practice.billing.tick(MARCH);
    expect([first.counts.patients, first.leftDue, second.counts.patients]).toEqual([3, 0, 0]);
    const next = await practice.app.get(CloseQueueService).find(practice.principal, ['P1']);
    expect(next[0]?.dueOn).toBe('2026-04-01');
  });

  it('two workers ticking at once leave what one would', async () => {
    await threePatients();
    await Promise.all([practice.billing.tick(MARCH), practice.billing.tick(MARCH)]);
    expect((await stored()).every(({ version }) => version === 1)).toBe(true);
    expect((await charges()).length).toBe(7);
  });

  /** Runs `between` once, right after a closing has loaded its facts. */
  function afterFirstLoad(between: () => Promise<void>): void {
    const loader = practice.app.get(FactsLoader, { strict: false });
    const load = loader.load.bind(loader);
    loader.load = async (principal, patientIds) => {
      loader.load = load;
      const bundles = await load(principal, patientIds);
      await between();
      return bundles;
    };
  }

  /** A closer that does not know what this one is closing. */
  function otherWorker(): PatientCloser {
    const of = <T>(type: Type<T>): T => practice.app.get(type, { strict: false });
    const logger = practice.app.get<Logger>(LOGGER, { strict: false });
    const stores = [of(BillingRepository), of(FactsLoader), of(CloseQueueService), of(AuditService)] as const;
    return new PatientCloser(...stores, logger);
  }

  it('loses no reading that arrives after the facts were loaded', async () => {
    await practice.enroll('P1');
    await practice.read('P1', daysFrom('2026-01-03', 15));
    afterFirstLoad(() => practice.read('P1', [localDate('2026-01-30')]));
    const first = await practice.billing.tick(MARCH);
    expect(first.leftDue).toBe(1);
    expect(await shown()).toContain('E-P1~supply~2026-01-03~99445 original proposed x1');
    await practice.billing.tick(MARCH);
    expect(await shown()).toContain('E-P1~supply~2026-01-03~99454 original proposed x1');
  });

  it('lets no worker write from facts that are older than what another worker has written', async () => {
    await practice.enroll('P1');
    await practice.read('P1', daysFrom('2026-01-03', 15));
    await close(['P1']);
    await practice.read('P1', daysFrom('2026-01-18', 1));
    const late = async () => {
      await practice.read('P1', [localDate('2026-01-30')]);
      await otherWorker().close(practice.principal, ['P1'], { asOf: MARCH, graceDays: 3, dryRun: false });
    };
    afterFirstLoad(late);
    const slow = await close(['P1']);
    expect((await shown()).filter((line) => line.includes('supply'))).toEqual([
      'E-P1~supply~2026-01-03~99454 original proposed x1',
    ]);
    const source = (await stored()).find(({ id }) => id === 'E-P1~supply~2026-01-03');
    expect(source?.evidence?.counts.days?.days).toBe(17);
    expect(slow.digest).toBe((await close(['P1'])).digest);
  });

  it('closes with the grace of the practice', async () => {
    await practice.enroll('P1');
    await practice.call('P1', localDate('2026-02-20'), 25);
    const content = practiceContent.parse({ name: 'Lake', zone: ZONE, graceDays: 30 });
    await practice.app.get(PracticesService).putPractice(practice.principal, { id: 'PR-1', ...content });
    await practice.billing.tick(MARCH);
    expect((await stored()).map(({ id }) => id)).not.toContain('E-P1~management~2026-02');
    await practice.billing.tick(parseInstant('2026-03-31T18:00:00Z') as Instant);
    expect((await stored()).map(({ id }) => id)).toContain('E-P1~management~2026-02');
  });
});
