import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessVerification } from '../../src/modules/audit/accesses/access-verification.answer.js';
import { AuditRepository } from '../../src/modules/audit/audit.repository.js';
import type { AccessReportAnswer } from '../../src/modules/patient-records/access-report/access-report.answer.js';
import { at, Story } from '../scenarios/support/story.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { storedCollection } from '../support/stored-collection.js';

const PATIENTS = 25;

describe("a patient's accesses", () => {
  let product: TestApp;
  let story: Story;
  let auditor: string;

  beforeAll(async () => {
    product = await startTestApp();
    story = await Story.begin(product, '2026-03-02T12:00:00Z');
    auditor = await product.issueToken(['audit:read'], story.practiceId, { principalId: 'auditor' });
    await story.enroll('P', { from: '2026-01-01' });
    for (let n = 1; n < PATIENTS; n += 1)
      await story.put(`patients/Q${n}`, {
        mrn: `MQ-${n}`,
        name: { family: `Other ${n}`, given: 'Pat' },
        zones: [{ zone: 'America/Chicago' }],
        establishedPatient: true,
        coverage: [],
      });
  });
  afterAll(() => product.close());

  async function report(query = '', patientId = 'P'): Promise<AccessReportAnswer> {
    const { status, body } = await story.call<AccessReportAnswer>(
      'GET',
      `patients/${patientId}/accesses${query}`,
      undefined,
      auditor,
    );
    expect(status).toBe(200);
    return body;
  }

  async function check(): Promise<AccessVerification> {
    return (await story.call<AccessVerification>('GET', 'audit/access-check', undefined, auditor)).body;
  }

  it('names who read what, when and from where, latest first', async () => {
    product.clock.moveTo('2026-03-03T10:00:00Z');
    await story.get('patients/P');
    product.clock.moveTo('2026-03-03T11:00:00Z');
    await story.get('patients');
    const { items } = await report();
    expect(items.slice(0, 2)).toMatchObject([
      { at: '2026-03-03T11:00:00.000Z', action: 'patients.read', actor: { id: 'biller' } },
      {
        at: '2026-03-03T10:00:00.000Z',
        action: 'patients.read',
        actor: { kind: 'person', id: 'biller' },
        from: { address: '127.0.0.1' },
        inLog: true,
      },
    ]);
    // One list with more patients than an entry names: each has its row.
    for (let n = 1; n < PATIENTS; n += 1)
      expect((await report('', `Q${n}`)).items.map(({ entryId }) => entryId)).toContain(items[0]?.entryId);
  });

  it('shows changes with their reason', async () => {
    await story.put('patients/P', { ...(await story.get<object>('patients/P')), establishedPatient: false });
    expect((await report()).items.map(({ action }) => action)).toContain('patients.put');
  });

  it('include reading the report itself', async () => {
    await report();
    expect((await report()).items[0]).toMatchObject({ action: 'accesses.read', actor: { id: 'auditor' } });
  });

  it('are paged without gaps and limited by days', async () => {
    const before = await report('?limit=1000&to=2026-03-02');
    expect(before.items.every((item) => item.at < '2026-03-03')).toBe(true);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = await report(`?limit=2&to=2026-03-02${cursor}`);
      seen.push(...page.items.map(({ entryId }) => entryId));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(seen).toEqual(before.items.map(({ entryId }) => entryId));
    expect((await report('?from=2026-03-04')).items).toEqual([]);
  });

  it('counts what gateways delivered, without a row for it', async () => {
    product.clock.moveTo('2026-03-04T10:00:00Z');
    const rows = async () =>
      (await report('?limit=1000')).items.filter(({ actor }) => actor.kind === 'gateway');
    await story.take('D-P', [at('2026-03-01T09:00'), at('2026-03-02T09:00')]);
    expect((await report()).deliveries).toEqual([{ day: '2026-03-04', source: 'gateway-1', readings: 2 }]);
    expect((await report('?to=2026-03-03')).deliveries).toEqual([]);
    expect(await rows()).toEqual([]);
  });

  it('is closed to those who work on patients, and to other practices', async () => {
    const manager = await product.issueToken(['records:read', 'billing:read'], story.practiceId);
    expect((await story.call('GET', 'patients/P/accesses', undefined, manager)).status).toBe(403);
    const stranger = await product.issueToken(['audit:read'], 'elsewhere');
    const { body } = await story.call<AccessReportAnswer>('GET', 'patients/P/accesses', undefined, stranger);
    expect(body).toMatchObject({ items: [], deliveries: [] });
  });

  it.each(['?limit=0', '?from=2026-13-01', '?from=2026-02-02&to=2026-02-01', '?cursor=nonsense', '?who=me'])(
    'refuses %s',
    async (query) => {
      const { status } = await story.call('GET', `patients/P/accesses${query}`, undefined, auditor);
      expect(status).toBe(400);
    },
  );

  describe('compared with the log', () => {
    it('match', async () => {
      const verified = await check();
      expect(verified).toMatchObject({ discrepancies: [], count: 0 });
      expect(verified.rows).toBeGreaterThan(PATIENTS);
    });

    it('are detected when removed, added or changed', async () => {
      const rows = storedCollection(product.app, 'accesses');
      const row = await rows.findOne({
        practiceId: story.practiceId,
        patientId: 'Q7',
        action: 'patients.read',
      });
      if (row === null) throw new Error('no row');
      const { entryId } = row;

      await rows.deleteOne({ _id: row._id });
      expect(await check()).toMatchObject({
        count: 1,
        discrepancies: [{ kind: 'patients', entryId, expected: PATIENTS, found: PATIENTS - 1 }],
      });
      await rows.insertOne(row);
      expect((await check()).count).toBe(0);

      await rows.updateOne({ _id: row._id }, { $set: { actor: { kind: 'person', id: 'nobody' } } });
      expect(await check()).toMatchObject({ count: 1, discrepancies: [{ kind: 'content', entryId }] });
      await rows.updateOne({ _id: row._id }, { $set: { actor: row['actor'] } });

      await rows.updateOne({ _id: row._id }, { $set: { practiceId: 'gone' } });
      expect(await check()).toMatchObject({ count: 1, discrepancies: [{ kind: 'content', entryId }] });
      await rows.updateOne({ _id: row._id }, { $set: { practiceId: story.practiceId } });

      const foreign = { ...row, _id: `gone:${entryId}~Q7` };
      await rows.insertOne(foreign);
      expect(await check()).toMatchObject({ count: 1, discrepancies: [{ kind: 'rows-outside', found: 1 }] });
      await rows.deleteOne({ _id: foreign._id });

      const forged = { ...row, _id: `${story.practiceId}:${'f'.repeat(32)}~Q7`, entryId: 'f'.repeat(32) };
      await rows.insertOne(forged);
      expect(await check()).toMatchObject({ count: 1, discrepancies: [{ kind: 'no-entry' }] });
      await rows.deleteOne({ _id: forged._id });
      expect((await check()).count).toBe(0);
    });

    it('reports entries of the log that are stored where no chain is read', async () => {
      const entries = storedCollection(product.app, 'auditEntries');
      const entry = await entries.findOne({ practiceId: story.practiceId, action: 'readings.ingest' });
      if (entry === null) throw new Error('no entry');
      const foreign = { ...entry, _id: `gone:${String(entry['id'])}` };
      await entries.insertOne(foreign);
      expect(await check()).toMatchObject({
        count: 1,
        discrepancies: [{ kind: 'entries-outside', found: 1 }],
      });
      await entries.deleteOne({ _id: foreign._id });

      const id = `${String(entry['writer'])}\u00ff`;
      const strange = { ...entry, _id: `${story.practiceId}:${id}`, id };
      await entries.insertOne(strange);
      expect(await check()).toMatchObject({ count: 1, discrepancies: [{ kind: 'misplaced', entryId: id }] });
      const writers: string[] = [];
      for await (const writer of product.app.get(AuditRepository).writers(story.practiceId)) {
        writers.push(writer);
        if (writers.length > 9) break;
      }
      expect(writers).toEqual([entry['writer']]);
      await entries.deleteOne({ _id: strange._id });
      expect((await check()).count).toBe(0);
    });
  });
});
