import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant, type Instant } from '../../src/domain/time/instant.js';
import { localDate } from '../../src/domain/time/local-date.js';
import type { AuditEntry } from '../../src/modules/audit/audit-entry.js';
import { AuditRepository } from '../../src/modules/audit/audit.repository.js';
import { AuditService } from '../../src/modules/audit/audit.service.js';
import { summaryOf } from '../../src/modules/audit/chain/audit-content.js';
import { jobPrincipal, type Principal } from '../../src/modules/caller/principal.js';
import { deviceContent } from '../../src/modules/devices/device.input.js';
import { DevicesService } from '../../src/modules/devices/devices.service.js';
import { PatientsService } from '../../src/modules/patients/patients.service.js';
import { AttributionEpochsRepository } from '../../src/modules/readings/attribution/attribution-epochs.repository.js';
import { AttributionSources } from '../../src/modules/readings/attribution/attribution-sources.js';
import { Rederivation } from '../../src/modules/readings/attribution/rederivation.js';
import type { IntakeAnswer } from '../../src/modules/readings/intake/intake.answer.js';
import { LateEvidence } from '../../src/modules/readings/intake/late-evidence.js';
import { ReadingStore } from '../../src/modules/readings/intake/reading-store.js';
import { SentReading } from '../../src/modules/readings/intake/sent-reading.js';
import { ReadingsRepository } from '../../src/modules/readings/readings.repository.js';
import { ReadingsService } from '../../src/modules/readings/readings.service.js';
import { CloseQueueService } from '../../src/modules/restatement/close-queue.service.js';
import { Clock } from '../../src/platform/clock/clock.js';
import { propertyRuns } from '../support/property-runs.js';
import {
  bloodPressure,
  PRACTICE,
  startReadingPractice,
  type ReadingPractice,
} from '../support/reading-practice.js';

let practice: ReadingPractice;
let readings: ReadingsService;
let queue: CloseQueueService;
let principal: Principal;

beforeAll(async () => {
  practice = await startReadingPractice();
  ({ principal } = practice);
  readings = practice.app.get(ReadingsService);
  queue = practice.app.get(CloseQueueService);
});
afterAll(() => practice.close());

async function one(change: Readonly<Record<string, unknown>>, by = principal): Promise<IntakeAnswer> {
  const [answer] = await readings.ingest(by, [bloodPressure(change)]);
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

const tokenOf = async (patientId: string) => (await queue.find(principal, [patientId]))[0]?.token ?? 0;

describe('the same reading again', () => {
  it('is stored once when 64 deliver it at the same time', async () => {
    for (let race = 0; race < 20; race++) {
      const answers = await Promise.all(
        Array.from({ length: 64 }, () => one({ externalId: `race-${race}` })),
      );
      expect(answers.filter(({ status }) => status === 'accepted')).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 'duplicate')).toHaveLength(63);
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    }
  });

  it('is resolved by the store when two processes deliver it at the same time', async () => {
    // A second instance over the same store has its own batches, so only the unique key prevents a second copy.
    const { app } = practice;
    const other = new ReadingsService(app.get(ReadingStore), app.get(ReadingsRepository), app.get(Clock));
    for (let race = 0; race < 20; race++) {
      const batch = Array.from({ length: 50 }, (_, index) =>
        bloodPressure({ externalId: `two-${race}-${index}` }),
      );
      const [a, b] = await Promise.all([readings.ingest(principal, batch), other.ingest(principal, batch)]);
      a.forEach((answer, index) => {
        expect([answer.status, b[index]?.status].sort()).toEqual(['accepted', 'duplicate']);
        expect(answer.id).toBe(b[index]?.id);
      });
    }
  });

  it('without an id is recognized by device, instant, origin and values, whatever their notation', async () => {
    const first = await one({ externalId: null });
    const values = [
      { code: '8462-4', value: 79, unit: 'mm[Hg]' },
      { code: '8480-6', value: 128, unit: 'mm[Hg]' },
    ];
    const same = { externalId: undefined, takenAt: '2026-02-20T18:00:00.000Z', receivedAt: null, values };
    expect(await one(same)).toEqual({ status: 'duplicate', id: first.id });
    expect((await one({ ...same, origin: 'manual_entry' })).status).toBe('accepted');
    expect((await one({ ...same, deviceId: 'D2' })).status).toBe('accepted');
    expect((await one({ ...same, takenAt: '2026-02-20T18:00:00.001Z' })).status).toBe('accepted');
    expect((await one({ ...same, source: 'gateway-2' })).status).toBe('accepted');
  });

  it('in another practice is a different reading', async () => {
    const answer = await one({ externalId: 'tenant' });
    const elsewhere = await one({ externalId: 'tenant' }, jobPrincipal('PR-2'));
    expect(elsewhere.status).toBe('quarantined');
    expect(elsewhere.id).not.toBe(answer.id);
  });
});

describe('a reading that never counts', () => {
  it.each([
    ['test', { origin: 'test' }, 'not_a_measurement'],
    ['battery', { kind: 'battery', values: [] }, 'not_a_measurement'],
    ['implausible', { values: [{ code: '8480-6', value: 999, unit: 'mm[Hg]' }] }, 'implausible'],
    ['a mark of failure', { values: [{ code: '19935-6', value: -9999, unit: 'L/min' }] }, 'implausible'],
    ['manual', { origin: 'manual_entry' }, null],
  ])('%s is kept with the reason', async (name, change, setAside) => {
    const { id } = await one({ externalId: `set-${name}`, ...change });
    const facts = (await readings.ofPatients(principal, ['P1'])).get('P1')?.find((fact) => fact.id === id);
    expect(facts?.setAside).toBe(setAside);
  });

  it('keeps an unknown code as sent and converts a known one', async () => {
    const values = [
      { code: '29463-7', value: 100, unit: '[lb_av]' },
      { code: '1234-5', value: 3, unit: 'furlong' },
    ];
    const { id } = await one({ externalId: 'units', values });
    expect((await readings.get(principal, id ?? ''))?.values).toEqual([
      { code: '29463-7', value: 45.359237, unit: 'kg' },
      { code: '1234-5', value: 3, unit: 'furlong' },
    ]);
  });

  it('is refused after the end of the as-of day if one is given, instead of by our clock', async () => {
    const asOfEnd = parseInstant('2026-05-01T05:00:00Z') as Instant;
    const late = bloodPressure({ externalId: 'asof', takenAt: '2026-05-01T04:59:59Z', receivedAt: null });
    const later = bloodPressure({ externalId: 'asof2', takenAt: '2026-05-01T05:00:00Z', receivedAt: null });
    const answers = await readings.ingest(principal, [late, later], { asOfEnd });
    expect(answers.map(({ status, reason }) => [status, reason])).toEqual([
      ['accepted', undefined],
      ['rejected', 'in_future'],
    ]);
  });

  it('keeps the text of a line as received', async () => {
    const text = ` ${JSON.stringify(bloodPressure({ externalId: 'raw' }))} `;
    const [answer, bad] = await readings.ingest(principal, [new SentReading(text), new SentReading('{"a":')]);
    expect((await readings.get(principal, answer?.id ?? ''))?.raw).toBe(text);
    expect(bad).toMatchObject({ status: 'rejected', reason: 'not_json' });
  });
});

describe('any input', () => {
  it('gets an answer, and is stored completely if accepted', async () => {
    const wild = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(undefined, NaN, Infinity, -0, '', '\ud800', '\u0000'),
    );
    const names = Object.keys(bloodPressure());
    const inputs = fc.array(
      fc.oneof(
        wild,
        fc
          .tuple(fc.constantFrom(...names, '__proto__', 'raw', 'practiceId'), wild, fc.nat(1e9))
          .map(([name, value, id]) => ({ ...bloodPressure({ externalId: `wild-${id}` }), [name]: value })),
      ),
      { maxLength: 10 },
    );
    const statuses = ['accepted', 'duplicate', 'quarantined', 'rejected', 'conflict'];
    await fc.assert(
      fc.asyncProperty(inputs, async (batch) => {
        const answers = await readings.ingest(principal, batch);
        expect(answers).toHaveLength(batch.length);
        for (const { status, id, errors } of answers) {
          expect(statuses).toContain(status);
          if (status === 'rejected') expect(errors?.length).toBeGreaterThan(0);
          else expect(await readings.get(principal, id ?? '')).not.toBeNull();
        }
      }),
      propertyRuns(300),
    );
  });

  it('is refused when it is nested too deeply', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const text = JSON.stringify(bloodPressure({ externalId: 'deep' })).replace('{', `{"more":${deep},`);
    const { status } = await fetch(`${practice.baseUrl}/v1/readings`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${practice.token}`, 'Content-Type': 'application/json' },
      body: text,
    });
    expect(status).toBe(400);
  });
});

describe('changes to the records', () => {
  it('move readings to the right patient after a swap that is recorded late, and mark both patients', async () => {
    const take = (day: string) =>
      one({ externalId: `swap-${day}`, deviceId: 'D3', takenAt: `${day}T18:00:00Z` });
    const early = await take('2026-02-02');
    expect(early).toMatchObject({ status: 'quarantined', reason: 'unassigned_device' });
    await practice.assign({ id: 'S1', deviceId: 'D3', patientId: 'P1', from: '2026-02-01' });
    const late = await take('2026-02-12');
    expect(late.status).toBe('accepted');
    const holder = async (answer: IntakeAnswer) => {
      const reading = await readings.get(principal, answer.id ?? '');
      return [reading?.patientId, reading?.serviceDay, reading?.quarantineReason];
    };
    expect(await holder(early)).toEqual(['P1', '2026-02-02', null]);
    const before = [await tokenOf('P1'), await tokenOf('P2')];
    await practice.assign({ id: 'S2', deviceId: 'D3', patientId: 'P2', from: '2026-02-10' });
    expect(await holder(late)).toEqual([null, null, 'ambiguous_assignment']);
    await practice.assign({
      id: 'S1',
      deviceId: 'D3',
      patientId: 'P1',
      from: '2026-02-01',
      to: '2026-02-09',
    });
    expect([await holder(early), await holder(late)]).toEqual([
      ['P1', '2026-02-02', null],
      ['P2', '2026-02-12', null],
    ]);
    expect(await tokenOf('P1')).toBeGreaterThan(before[0] ?? 0);
    expect(await tokenOf('P2')).toBeGreaterThan(before[1] ?? 0);
    const log = await logOf(practice);
    const entries = log.filter(
      ({ action, ids }) => action === 'readings.rederive' && ids.includes(late.id ?? ''),
    );
    expect(entries.map(({ before, after }) => ({ before, after }))).toEqual(
      expect.arrayContaining([
        { before: { patients: summaryOf(['P1']) }, after: { patients: summaryOf([]) } },
        { before: { patients: summaryOf([]) }, after: { patients: summaryOf(['P2']) } },
      ]),
    );
  });

  it("recompute a patient's service days when the zone changes", async () => {
    await practice.putPatient('P3', [{ zone: 'America/New_York' }]);
    const content = deviceContent.parse({
      type: 'scale',
      parameter: 'weight',
      fdaDefinedDevice: true,
      autoUpload: true,
    });
    await practice.app.get(DevicesService).put(principal, { ...content, id: 'D4' });
    await practice.assign({ id: 'Z1', deviceId: 'D4', patientId: 'P3', from: '2026-01-01' });
    const { id = '' } = await one({ externalId: 'zone', deviceId: 'D4', takenAt: '2026-02-20T06:30:00Z' });
    expect((await readings.get(principal, id))?.serviceDay).toBe('2026-02-20');
    await practice.putPatient('P3', [{ zone: 'America/Los_Angeles' }]);
    expect((await readings.get(principal, id))?.serviceDay).toBe('2026-02-19');
  });

  /** The service of another process, which is not notified of changes in this one. */
  function serviceWith(sources: AttributionSources): ReadingsService {
    const { app } = practice;
    const store = new ReadingStore(
      app.get(ReadingsRepository),
      sources,
      app.get(Rederivation),
      app.get(LateEvidence),
      app.get(AuditService),
      app.get(Clock),
    );
    return new ReadingsService(store, app.get(ReadingsRepository), app.get(Clock));
  }

  it('between reading the records and the commit are applied before the answer', async () => {
    const sources = practice.app.get(AttributionSources);
    const held = Object.create(sources) as AttributionSources;
    held.lastKnown = async (...args) => {
      const snapshot = await sources.lastKnown(...args);
      await practice.assign({ id: 'A2', deviceId: 'D2', patientId: 'P2', from: '2026-01-01' });
      return snapshot;
    };
    const reading = bloodPressure({ externalId: 'held', deviceId: 'D2' });
    const [answer] = await serviceWith(held).ingest(principal, [reading]);
    expect(answer?.status).toBe('accepted');
    expect((await readings.get(principal, answer?.id ?? ''))?.patientId).toBe('P2');
  });

  it('by another process are applied before the answer, and known from then on', async () => {
    const { app } = practice;
    const own = new AttributionSources(
      app.get(AttributionEpochsRepository),
      app.get(DevicesService),
      app.get(PatientsService),
    );
    const service = serviceWith(own);
    const content = deviceContent.parse({
      type: 'bp_cuff',
      parameter: 'blood_pressure',
      fdaDefinedDevice: true,
      autoUpload: true,
    });
    await app.get(DevicesService).put(principal, { ...content, id: 'D5' });
    const post = async (externalId: string) =>
      (await service.ingest(principal, [bloodPressure({ externalId, deviceId: 'D5' })]))[0];
    expect(await post('other-1')).toMatchObject({ status: 'quarantined' });
    await practice.assign({ id: 'O1', deviceId: 'D5', patientId: 'P2', from: '2026-01-01' });
    const followed = await post('other-2');
    expect(followed?.status).toBe('accepted');
    expect((await readings.get(principal, followed?.id ?? ''))?.patientId).toBe('P2');
    const known = await own.lastKnown(principal, new Set(['D5']));
    expect(await own.isCurrent(principal, known)).toBe(true);
  });
});

describe('evidence for closed periods', () => {
  it('sends the patient back to closing, even as a duplicate, while later evidence does not', async () => {
    await queue.setClosedThrough(principal, new Map([['P1', localDate('2026-02-05')]]));
    const start = await tokenOf('P1');
    await one({ externalId: 'after', takenAt: '2026-02-06T18:00:00Z' });
    expect(await tokenOf('P1')).toBe(start);
    await one({ externalId: 'late', takenAt: '2026-02-06T05:59:00Z' });
    expect(await tokenOf('P1')).toBe(start + 1);
    expect((await one({ externalId: 'late', takenAt: '2026-02-06T05:59:00Z' })).status).toBe('duplicate');
    expect(await tokenOf('P1')).toBe(start + 2);
  });

  it('is sorted by day, instant and id, and found by day', async () => {
    const all = (await readings.ofPatients(principal, ['P1', 'P2', 'nobody'])).get('P1') ?? [];
    expect(all.length).toBeGreaterThan(50);
    const order = all.map(({ serviceDay, takenAt, id }) => `${serviceDay} ${takenAt} ${id}`);
    expect(order).toEqual([...order].sort());
    const [from, to] = [localDate('2026-02-06'), localDate('2026-02-10')];
    expect(await readings.ofPatientBetween(principal, 'P1', from, to)).toEqual(
      all.filter(({ serviceDay }) => serviceDay >= from && serviceDay <= to),
    );
    expect((await readings.earliestFrom(principal, 'P1', from))?.serviceDay).toBe('2026-02-06');
    expect(await readings.earliestFrom(principal, 'P1', localDate('2027-01-01'))).toBeNull();
    expect(await readings.ofPatients(jobPrincipal('PR-2'), ['P1'])).toEqual(new Map());
  });

  it('is in the audit log with one entry per batch', async () => {
    const by: Principal = { ...jobPrincipal(PRACTICE), id: 'auditor' };
    const batch = ['a', 'b', 'c'].map((id) => bloodPressure({ externalId: `log-${id}` }));
    const answers = await readings.ingest(by, [...batch, ...batch]);
    await readings.ingest(by, batch);
    const log = await logOf(practice);
    const entries = log.filter(({ actor }) => actor.id === 'auditor');
    expect(entries).toMatchObject([{ action: 'readings.ingest', count: 3 }]);
    expect(entries[0]?.ids).toEqual(
      answers
        .slice(0, 3)
        .map(({ id }) => id)
        .sort(),
    );
  });
});

async function logOf({ app }: ReadingPractice): Promise<AuditEntry[]> {
  const whole = { after: null, until: null };
  const page = await app.get(AuditRepository).page(principal, whole, 10_000);
  return page.map(({ entry }) => entry);
}
