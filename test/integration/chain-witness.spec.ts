import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditRepository } from '../../src/modules/audit/audit.repository.js';
import { AuditService } from '../../src/modules/audit/audit.service.js';
import { AuditExportService } from '../../src/modules/audit/export/audit-export.service.js';
import { AuditManifestsRepository } from '../../src/modules/audit/manifests/audit-manifests.repository.js';
import { MonthManifestsService } from '../../src/modules/audit/manifests/month-manifests.service.js';
import type { Verification } from '../../src/modules/audit/verify/verification.js';
import { verifyExport } from '../../src/modules/audit/verify/verify-export.js';
import { ChainWitnessService } from '../../src/modules/audit/witness/chain-witness.service.js';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { Clock } from '../../src/platform/clock/clock.js';
import { LOGGER } from '../../src/platform/logging/logging.module.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { storedCollection } from '../support/stored-collection.js';

const ENTRIES = 5;

describe('chains of processes that have ended', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp({ now: '2026-01-20T12:00:00Z' });
  });
  afterAll(() => product.close());

  const entries = () => storedCollection(product.app, 'auditEntries');
  const record = (service: AuditService, practiceId: string, id: string) =>
    service.record(jobPrincipal(practiceId), { action: 'things.put', entity: 'things', ids: [id] });
  /** Acts as a separate process that leaves its chain behind. */
  const leftBy = async (practiceId: string): Promise<AuditService> => {
    const process = new AuditService(product.app.get(AuditRepository), product.app.get(Clock));
    for (let n = 0; n < ENTRIES; n += 1) await record(process, practiceId, `t${n}`);
    return process;
  };
  /** Acts as a process that starts later. */
  const start = () => {
    const manifests = product.app.get(AuditManifestsRepository);
    const audit = product.app.get(AuditService);
    return new ChainWitnessService(
      product.app.get(AuditRepository),
      manifests,
      audit,
      product.app.get(LOGGER),
    );
  };
  const removed = (practiceId: string, { writer }: AuditService, from: number) =>
    entries().deleteMany({ practiceId, writer, seq: { $gte: from } });
  async function verified(practiceId: string): Promise<Verification> {
    const pieces: Buffer[] = [];
    const range = { from: null, to: null };
    for await (const piece of product.app.get(AuditExportService).lines(jobPrincipal(practiceId), range))
      pieces.push(Buffer.from(piece));
    return verifyExport(pieces);
  }
  const kindsOf = ({ discrepancies }: Verification) => discrepancies.map(({ kind }) => kind);

  it('are witnessed by the next process once, and again if they grew', async () => {
    const process = await leftBy('told');
    const witness = start();
    expect(await witness.tick()).toBe(1);
    expect(await witness.tick()).toBe(0);
    await record(process, 'told', 'late');
    expect(await witness.tick()).toBe(1);
    expect((await verified('told')).discrepancies).toEqual([]);
  });

  it.each([
    ['its last entry', 'last', ENTRIES + 1],
    ['all but its first', 'most', 2],
    ['the whole of it', 'whole', 1],
  ])('are missed when %s is gone', async (_what, practiceId, from) => {
    const process = await leftBy(practiceId);
    await start().tick();
    expect((await verified(practiceId)).discrepancies).toEqual([]);
    await removed(practiceId, process, from);
    expect(kindsOf(await verified(practiceId))).toEqual(['missing']);
  });

  it('are distinguished from others of the same length', async () => {
    const process = await leftBy('other');
    await start().tick();
    const [last] = await entries()
      .find({ practiceId: 'other', writer: process.writer })
      .sort({ _id: -1 })
      .toArray();
    await removed('other', process, ENTRIES + 1);
    // Rehashed by someone who knows how, so that the chain alone is valid.
    const forged = new AuditService(
      Object.assign(Object.create(product.app.get(AuditRepository)) as AuditRepository, {
        engine: 'embedded',
      }),
      product.app.get(Clock),
    );
    Object.assign(forged, { writer: process.writer });
    await entries().deleteMany({ practiceId: 'other', writer: process.writer });
    for (let n = 0; n < ENTRIES; n += 1) await record(forged, 'other', `changed${n}`);
    expect(last?.['seq']).toBe(ENTRIES + 1);
    expect(kindsOf(await verified('other'))).toEqual(['broken-link']);
  });

  it('are no longer witnessed once a manifest seals them', async () => {
    await leftBy('sealed');
    product.clock.moveTo('2026-02-01T00:10:00Z');
    await product.app.get(MonthManifestsService).tick();
    const witnessed = await entries().countDocuments({ practiceId: 'sealed', action: 'audit.chains' });
    await start().tick();
    expect(await entries().countDocuments({ practiceId: 'sealed', action: 'audit.chains' })).toBe(witnessed);
  });

  it('reveal a month that no manifest seals, two days after its end and not before', async () => {
    product.clock.moveTo('2026-03-31T12:00:00Z');
    await leftBy('months');
    expect(await verified('months')).toMatchObject({ unsealedSince: null, discrepancies: [] });
    product.clock.moveTo('2026-04-02T23:00:00Z');
    expect(await verified('months')).toMatchObject({ unsealedSince: null });
    product.clock.moveTo('2026-04-03T00:00:01Z');
    expect(await verified('months')).toMatchObject({ unsealedSince: '2026-03', discrepancies: [] });
    await product.app.get(MonthManifestsService).tick();
    expect(await verified('months')).toMatchObject({ unsealedSince: null, discrepancies: [] });
    await storedCollection(product.app, 'auditManifests').deleteMany({ practiceId: 'months' });
    await entries().deleteMany({ practiceId: 'months', action: 'audit.manifest' });
    expect(await verified('months')).toMatchObject({ unsealedSince: '2026-03' });
  });
});
