import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getModelToken } from '@nestjs/mongoose';
import fc from 'fast-check';
import type { Model } from 'mongoose';
import type { TimeEntryFacts } from '../../src/domain/facts/time-entry.js';
import { AuditService } from '../../src/modules/audit/audit.service.js';
import type { Principal } from '../../src/modules/caller/principal.js';
import { StaffCalendar } from '../../src/modules/time-tracking/calendar/staff-calendar.js';
import { StaffRevisionsRepository } from '../../src/modules/time-tracking/calendar/staff-revisions.repository.js';
import { LateEvidence } from '../../src/modules/time-tracking/entries/late-evidence.js';
import { TimeCorrectionsService } from '../../src/modules/time-tracking/entries/time-corrections.service.js';
import { TimeEntriesRepository } from '../../src/modules/time-tracking/entries/time-entries.repository.js';
import { TimeEntriesService } from '../../src/modules/time-tracking/entries/time-entries.service.js';
import { TimeEntryWriter } from '../../src/modules/time-tracking/entries/time-entry-writer.js';
import type { TimeEntryDoc } from '../../src/modules/time-tracking/entries/time-entry.doc.js';
import { TIME_ENTRIES } from '../../src/modules/time-tracking/entries/time-entry.schema.js';
import { TimerSweep } from '../../src/modules/time-tracking/timers/timer-sweep.js';
import { TIMERS } from '../../src/modules/time-tracking/timers/timer.schema.js';
import { TimersRepository } from '../../src/modules/time-tracking/timers/timers.repository.js';
import { TimersService } from '../../src/modules/time-tracking/timers/timers.service.js';
import { propertyRuns } from '../support/property-runs.js';
import { storedCollection } from '../support/stored-collection.js';
import { startTimePractice, type TimePractice } from '../support/time-practice.js';

const PATIENTS = ['P1', 'P2', 'P3', 'P4'];
/** One day before the boundary between two blocks of the staff calendar. */
const DAY_ZERO = (671 * 30 - 1) * 86_400_000;
const MINUTE = 60_000;

interface Span {
  readonly patientId: string;
  readonly staffId: string;
  readonly start: number;
  readonly end: number;
}

describe('stored time', () => {
  let practice: TimePractice;
  let service: TimeEntriesService;
  let serial = 0;
  beforeAll(async () => {
    practice = await startTimePractice('2026-03-10T18:00:00Z');
    service = practice.product.app.get(TimeEntriesService);
  });
  afterAll(() => practice.product.close());

  const imported = ({ patientId, staffId, start, end }: Span) => ({
    externalId: `I${(serial += 1)}`,
    patientId,
    staffId,
    program: 'RPM',
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
  });
  const record = (spans: readonly Span[], by = service) =>
    by.record(practice.job, spans.map(imported), { source: 'import' });
  const shape = (entries: readonly TimeEntryFacts[] | undefined) =>
    (entries ?? []).map(({ id, patientId }) => `${patientId}/${id}`).sort();

  /** The expected facts of a patient, computed by comparing every pair. */
  async function everyPair(patientIds: readonly string[]): Promise<string[][]> {
    const model = practice.product.app.get<Model<TimeEntryDoc>>(getModelToken(TIME_ENTRIES));
    const all = await model.find({ practiceId: 'north' }).lean<TimeEntryDoc[]>().exec();
    const live = all.filter(({ supersededBy }) => supersededBy === null);
    return patientIds.map((patientId) => {
      const own = live.filter((entry) => entry.patientId === patientId);
      const shared = live.filter(
        (entry) =>
          entry.patientId !== patientId &&
          own.some((one) => one.staffId === entry.staffId && one.start < entry.end && entry.start < one.end),
      );
      return [...own, ...shared].map((entry) => `${entry.patientId}/${entry.id}`).sort();
    });
  }

  const span = fc
    .record({
      patientId: fc.constantFrom(...PATIENTS),
      staffId: fc.constantFrom('S1', 'S2', 'S3'),
      startMinute: fc.nat(3 * 1440),
      minutes: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constantFrom(600, 1440)),
    })
    .map(({ patientId, staffId, startMinute, minutes }): Span => {
      const start = DAY_ZERO + startMinute * MINUTE;
      return { patientId, staffId, start, end: start + minutes * MINUTE };
    });

  it('gives each patient their entries and the overlapping entries of the same staff, whatever is written in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(span, { minLength: 1, maxLength: 6 }), async (spans) => {
        await record(spans);
        const facts = await service.ofPatients(practice.job, PATIENTS);
        const expected = await everyPair(PATIENTS);
        expect(PATIENTS.map((id) => shape(facts.get(id)))).toEqual(expected);
      }),
      propertyRuns(40),
    );
  });

  it('sees the writes of another process', async () => {
    const { app } = practice.product;
    const repository = app.get(TimeEntriesRepository);
    // A second calendar over the same database acts as a second process.
    const calendar = new StaffCalendar(repository, app.get(StaffRevisionsRepository));
    const writer = new TimeEntryWriter(repository, app.get(AuditService), calendar, app.get(LateEvidence));
    const start = Date.parse('2025-06-10T10:00:00Z');
    const at = (patientId: string, minutes: number): Span => ({
      patientId,
      staffId: 'S1',
      start: start + minutes * MINUTE,
      end: start + (minutes + 10) * MINUTE,
    });
    await record([at('P1', 0)]);
    await service.ofPatients(practice.job, ['P1']);
    const there = await repository.liveOfPatients(practice.job, ['P1']);
    const model = await repository.byId(practice.job, there.find((entry) => entry.start === start)?.id ?? '');
    if (!model) throw new Error('the entry was not stored');
    await writer.store(practice.job, [
      { ...model, id: 'X1', key: 'x:X1', externalId: 'X1', patientId: 'P2' },
    ]);
    const facts = await service.ofPatients(practice.job, ['P1']);
    expect(shape(facts.get('P1'))).toContain('P2/X1');
  });

  it('gives the entries of a span with the entries that overlap them', async () => {
    const start = Date.parse('2025-07-10T10:00:00Z');
    const at = (patientId: string, from: number, to: number): Span => ({
      patientId,
      staffId: 'S2',
      start: start + from * MINUTE,
      end: start + to * MINUTE,
    });
    const answers = await record([
      at('P1', -30, 0),
      at('P1', -10, 5),
      at('P1', 60, 70),
      at('P2', 4, 8),
      at('P3', 62, 63),
    ]);
    const ids = answers.map((answer) => (answer.status === 'accepted' ? answer.id : ''));
    const facts = await service.ofPatientBetween(
      practice.job,
      'P1',
      start as Parameters<TimeEntriesService['ofPatientBetween']>[2],
      (start + 60 * MINUTE) as Parameters<TimeEntriesService['ofPatientBetween']>[3],
    );
    expect(facts.map(({ id }) => id)).toEqual([ids[1], ids[3]]);
  });

  it('uses a bounded number of queries for any number of patients and entries', async () => {
    const collection = practice.product.app.get<Model<TimeEntryDoc>>(getModelToken(TIME_ENTRIES)).collection;
    const find = collection.find.bind(collection);
    let queries = 0;
    collection.find = ((...args: Parameters<typeof find>) => {
      queries += 1;
      return find(...args);
    }) as typeof collection.find;
    try {
      const spans = Array.from({ length: 300 }, (_, i): Span => {
        const start = Date.parse('2025-08-05T00:00:00Z') + i * 7 * MINUTE;
        return { patientId: `P${(i % 4) + 1}`, staffId: `S${(i % 3) + 1}`, start, end: start + 20 * MINUTE };
      });
      await record(spans);
      queries = 0;
      await service.ofPatients(practice.job, PATIENTS);
      expect(queries).toBeGreaterThan(0);
      expect(queries).toBeLessThanOrEqual(10);
    } finally {
      collection.find = find as typeof collection.find;
    }
  });

  it('refuses entries after the as-of day of a run over files', async () => {
    const asOfEnd = Date.parse('2025-04-06T05:00:00Z');
    const at = (start: number): Span => ({ patientId: 'P1', staffId: 'S1', start, end: start + MINUTE });
    const answers = await service.record(practice.job, [at(asOfEnd - 1), at(asOfEnd)].map(imported), {
      source: 'import',
      asOfEnd: asOfEnd as NonNullable<Parameters<TimeEntriesService['record']>[2]>['asOfEnd'] & number,
    });
    expect(answers.map((answer) => (answer.status === 'rejected' ? answer.reason : answer.status))).toEqual([
      'accepted',
      'in_future',
    ]);
  });

  it('finishes a correction that died after its first write', async () => {
    const repository = practice.product.app.get(TimeEntriesRepository);
    const start = Date.parse('2025-09-10T10:00:00Z');
    const [answer] = await record([{ patientId: 'P1', staffId: 'S3', start, end: start + MINUTE }]);
    const old = answer?.status === 'accepted' && (await repository.byId(practice.job, answer.id));
    if (!old) throw new Error('the entry was not stored');
    const replacement = {
      ...old,
      id: 'fixed',
      key: `c:${old.id}`,
      mode: 'phone' as const,
      supersedes: old.id,
    };
    const how = { by: 'fixed', at: practice.product.clock.now(), reason: 'mode', replacement };
    expect(await repository.supersede(practice.job, old.id, how)).toBe(true);
    expect(await repository.supersede(practice.job, old.id, { ...how, by: 'another' })).toBe(false);
    // No reader sees the minutes missing.
    const facts = (await service.ofPatients(practice.job, ['P1'])).get('P1') ?? [];
    expect(facts.filter((entry) => entry.start === start)).toEqual([
      expect.objectContaining({ id: 'fixed', mode: 'phone' }),
    ]);
    expect(await repository.pendingReplacements(practice.job)).toEqual([]);
  });

  it('finishes a stopped timer that died before its entries were stored', async () => {
    const timers = practice.product.app.get(TimersService);
    const principal: Principal = { ...practice.job, staffId: 'S3' };
    const started = await timers.start(principal, { patientId: 'P1', program: 'RPM', call: false });
    if (started.outcome !== 'done') throw new Error('the timer did not start');
    const { id } = started.stored.timer;
    practice.product.clock.advanceSeconds(60);
    await timers.stop(principal, id, {});
    const entries = storedCollection(practice.product.app, TIME_ENTRIES);
    const timerDocs = storedCollection(practice.product.app, TIMERS);
    await entries.deleteMany({ timerId: id });
    await timerDocs.updateOne({ _id: `north:${id}` } as never, { $set: { entriesPending: true } });
    await practice.product.app.get(TimerSweep).sweep();
    const facts = (await service.ofPatients(practice.job, ['P1'])).get('P1') ?? [];
    expect(facts.filter((entry) => entry.id === `${id}-1`)).toHaveLength(1);
    expect(await timerDocs.countDocuments({ entriesPending: true })).toBe(0);
  });

  it('encrypts everything that may name a person, and reads it back', async () => {
    const { app, clock } = practice.product;
    const repository = app.get(TimeEntriesRepository);
    const principal: Principal = { ...practice.job, staffId: 'S3' };
    const said = { note: 'Spoke with Zebulon', participants: ['daughter Quirina'] };
    const start = Date.parse('2025-11-10T10:00:00Z');
    const body = {
      ...imported({ patientId: 'P1', staffId: 'S3', start, end: start + MINUTE }),
      ...said,
      externalId: 'SAID',
    };
    const [first] = await service.record(practice.job, [body], { source: 'import' });
    const [again] = await service.record(practice.job, [body], { source: 'import' });
    expect([first?.status, again?.status]).toEqual(['accepted', 'duplicate']);
    const old = await repository.byId(practice.job, 'SAID');
    if (!old) throw new Error('the entry was not stored');
    expect(old).toMatchObject(said);
    // The hash covers the content as sent, not as stored, so that a later release finds the same one.
    expect(old.bodyHash).toBe('4be15160e1e75b272a0ee0a180079a8918ee300cc6b5d07a700e5b3d53b1849e');
    const timer = await app
      .get(TimersService)
      .start(principal, { patientId: 'P1', program: 'RPM', call: false });
    if (timer.outcome !== 'done') throw new Error('the timer did not start');
    clock.advanceSeconds(60);
    await app.get(TimersService).stop(principal, timer.stored.timer.id, said);
    const replacement = { ...old, id: 'SAID2', key: 'c:SAID', note: 'Zebulon again', supersedes: old.id };
    const how = { by: 'SAID2', at: clock.now(), reason: 'wording', replacement };
    await repository.supersede(practice.job, old.id, how);

    const stored = await Promise.all(
      [TIME_ENTRIES, TIMERS].map((name) => storedCollection(app, name).find({}).toArray()),
    );
    const text = JSON.stringify(stored);
    expect(text).toContain('SAID2');
    for (const word of ['Zebulon', 'Quirina']) {
      expect(text).not.toContain(word);
      expect(text).not.toContain(Buffer.from(word).toString('base64').slice(0, 8));
    }

    await service.finishPending(practice.job);
    expect(await repository.byId(practice.job, 'SAID2')).toMatchObject({
      note: 'Zebulon again',
      participants: said.participants,
    });
    const timerId = timer.stored.timer.id;
    expect((await app.get(TimersRepository).byId(principal, timerId))?.timer).toMatchObject(said);
    expect(await repository.byId(principal, `${timerId}-1`)).toMatchObject(said);
  });

  it('lets exactly one of 32 concurrent starts of one person through, by the unique index', async () => {
    const timers = practice.product.app.get(TimersService);
    const principal: Principal = { ...practice.job, staffId: 'S2' };
    const input = { patientId: 'P1', program: 'RPM', call: false } as const;
    const outcomes = await Promise.all(Array.from({ length: 32 }, () => timers.start(principal, input)));
    expect(outcomes.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
    const timerDocs = storedCollection(practice.product.app, TIMERS);
    expect(await timerDocs.countDocuments({ practiceId: 'north', staffId: 'S2', state: 'running' })).toBe(1);
    const second = timerDocs.insertOne({
      _id: 'north:other',
      practiceId: 'north',
      staffId: 'S2',
      state: 'running',
    } as never);
    await expect(second).rejects.toMatchObject({ code: 11000 });
  });

  it('leaves out struck entries of the patient and of others with the same staff', async () => {
    const start = Date.parse('2025-10-10T10:00:00Z');
    const at = (patientId: string): Span => ({ patientId, staffId: 'S1', start, end: start + MINUTE });
    const answers = await record([at('P1'), at('P2')]);
    const [own, shared] = answers.map((answer) => (answer.status === 'accepted' ? answer.id : ''));
    const ids = async (patientId: string) =>
      ((await service.ofPatients(practice.job, [patientId])).get(patientId) ?? [])
        .filter((entry) => entry.start === start)
        .map(({ id }) => id);
    expect(await ids('P1')).toEqual([own, shared].sort());
    const corrections = practice.product.app.get(TimeCorrectionsService);
    await corrections.correct(practice.job, shared ?? '', { reason: 'not done', void: true });
    expect(await ids('P1')).toEqual([own]);
    expect(await ids('P2')).toEqual([]);
  });

  it('does not overwrite a timer that changed after it was read', async () => {
    const repository = practice.product.app.get(TimersRepository);
    const principal: Principal = { ...practice.job, staffId: 'S3' };
    const timers = practice.product.app.get(TimersService);
    const started = await timers.start(principal, { patientId: 'P1', program: 'RPM', call: false });
    if (started.outcome !== 'done') throw new Error('the timer did not start');
    const read = started.stored;
    const next = { ...read, timer: { ...read.timer, version: 2, state: 'paused' as const } };
    expect(await repository.replace(principal, next)).toBe(true);
    expect(await repository.replace(principal, { ...next, timer: { ...read.timer, version: 2 } })).toBe(
      false,
    );
    expect((await repository.byId(principal, read.timer.id))?.timer.state).toBe('paused');
  });

  it('loses no step when many tabs act at the same time', async () => {
    const timers = practice.product.app.get(TimersService);
    const principal: Principal = { ...practice.job, staffId: 'S1' };
    const started = await timers.start(principal, { patientId: 'P2', program: 'RPM', call: false });
    if (started.outcome !== 'done') throw new Error('the timer did not start');
    const { id } = started.stored.timer;
    practice.product.clock.advanceSeconds(30);
    const presses = Array.from({ length: 6 }, (_, i) =>
      i % 2 ? timers.pause(principal, id) : timers.stop(principal, id, {}),
    );
    await Promise.all(presses);
    const facts = (await service.ofPatients(practice.job, ['P2'])).get('P2') ?? [];
    const own = facts.filter((entry) => entry.id.startsWith(id));
    expect(own.map(({ start, end }) => end - start)).toEqual([30_000]);
  });
});
