import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalDate } from '../../src/domain/time/local-date.js';
import { TimeEntriesService } from '../../src/modules/time-tracking/entries/time-entries.service.js';
import type { TimeListingAnswer } from '../../src/modules/time-tracking/entries/time-entry.answer.js';
import { startTimePractice, type Answered, type TimePractice } from '../support/time-practice.js';

interface Answer {
  status: string | number;
  id: string;
  reason?: string;
  errors?: { path: string; message: string }[];
  supersededBy?: string;
}

describe('time entries over HTTP', () => {
  let practice: TimePractice;
  let ann: string;
  let biller: string;
  beforeAll(async () => {
    practice = await startTimePractice('2026-03-10T18:00:00Z');
    ann = await practice.staffToken('S1');
    biller = await practice.product.issueToken(['time:read', 'time:write', 'billing:write'], 'north');
  });
  afterAll(() => practice.product.close());

  const line = (more: object = {}) => ({
    patientId: 'P1',
    staffId: 'S1',
    program: 'RPM',
    role: 'clinical_staff',
    start: '2026-03-10T15:00:00Z',
    end: '2026-03-10T15:10:00Z',
    interactive: false,
    mode: 'data_review',
    ...more,
  });
  const post = <T = Answer>(body: unknown, token = ann): Promise<Answered<T>> =>
    practice.call<T>(token, 'POST', 'time-entries', body);
  const correct = (id: string, body: unknown, token = ann) =>
    practice.call<Answer>(token, 'POST', `time-entries/${encodeURIComponent(id)}/corrections`, body);
  const list = async (query: string) =>
    (await practice.call<TimeListingAnswer>(ann, 'GET', `time-entries?${query}`)).body;
  const facts = async (patientId: string) => {
    const found = await practice.product.app.get(TimeEntriesService).ofPatients(practice.job, [patientId]);
    return (found.get(patientId) ?? []).filter((entry) => entry.patientId === patientId);
  };

  it('accepts an entry once, whatever its offset', async () => {
    const first = await post(line());
    expect(first).toMatchObject({ status: 201, body: { status: 'accepted' } });
    const again = await post(line({ start: '2026-03-10T10:00:00-05:00', end: '2026-03-10T10:10:00-05:00' }));
    expect(again).toMatchObject({ status: 200, body: { status: 'duplicate', id: first.body.id } });
    const other = await post(line({ note: 'another' }));
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('accepts exactly one of 32 concurrent deliveries', async () => {
    const body = line({ start: '2026-03-10T11:00:00Z', end: '2026-03-10T11:01:00Z' });
    const answers = await Promise.all(Array.from({ length: 32 }, () => post(body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(31);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  });

  it('reports a conflict for a used external id with other content and keeps the first entry', async () => {
    const body = line({ externalId: 'CALL-1', interactive: true, mode: 'phone', participants: ['patient'] });
    const first = await post(body);
    expect(first.status).toBe(201);
    expect((await post(body)).status).toBe(200);
    const conflict = await post({ ...body, end: '2026-03-10T15:59:00Z' });
    expect(conflict.status).toBe(409);
    expect(conflict.type).toContain('application/problem+json');
    expect(conflict.body).toMatchObject({ id: first.body.id, reason: 'conflict' });
    const [kept] = (await facts('P1')).filter(({ id }) => id === first.body.id);
    expect(kept).toMatchObject({ end: Date.parse('2026-03-10T15:10:00Z'), interactive: true, mode: 'phone' });
  });

  it.each([
    ['a start without an offset', { start: '2026-03-10T15:00:00' }, 'invalid', 'start'],
    ['an invalid end', { end: '2026-02-30T15:00:00Z' }, 'invalid', 'end'],
    ['an end before the start', { end: '2026-03-10T14:59:59Z' }, 'end_before_start', 'end'],
    ['more than a day', { start: '2026-03-09T15:00:00Z', end: '2026-03-10T15:00:01Z' }, 'too_long', 'end'],
    ['an unknown patient', { patientId: 'NOBODY' }, 'unknown_patient', 'patientId'],
    ['an unknown staff member', { staffId: 'S99' }, 'not_own_time', 'staffId'],
    ['an invalid program', { program: 'remote care' }, 'invalid', 'program'],
    ['an unknown mode', { mode: 'telepathy' }, 'invalid', 'mode'],
    ['NaN for a time', { start: Number.NaN }, 'invalid', 'start'],
    [
      'a start in the future',
      { start: '2026-03-10T18:00:01Z', end: '2026-03-10T18:10:00Z' },
      'in_future',
      'start',
    ],
    ['an end in the future', { end: '2026-03-10T18:00:01Z' }, 'in_future', 'end'],
    [
      'backdated time without a reason',
      { start: '2026-03-09T17:00:00Z', end: '2026-03-09T17:59:59Z' },
      'reason_required',
      'reason',
    ],
    ['an import without the scope', { source: 'import' }, 'scope_missing', 'source'],
    [
      'a bad visit date',
      { insideEncounter: { code: '99213', date: '2026-02-30' } },
      'invalid',
      'insideEncounter.date',
    ],
  ])('rejects %s', async (_, change, reason, path) => {
    const answer = await post(line(change));
    expect(answer.status).toBe(400);
    expect(answer.body.reason).toBe(reason);
    expect(answer.body.errors?.map((error) => error.path)).toEqual([path]);
  });

  it('keeps an entry of zero length, which records an attempt and counts no minutes', async () => {
    const answer = await post(line({ externalId: 'NO-LENGTH', end: '2026-03-10T15:00:00Z' }));
    expect(answer.status).toBe(201);
  });

  it.each([null, 7, 'text', [[]], {}, [null, 3]])('answers %j without a 5xx', async (body) => {
    const answer = await post<Answer[]>(body);
    if (!Array.isArray(body)) expect(answer.status).toBe(400);
    else expect(answer.body.every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('accepts time older than a day only with a reason', async () => {
    const day = { start: '2026-03-09T17:30:00Z', end: '2026-03-09T18:00:00Z' };
    expect((await post(line(day))).status).toBe(201);
    const old = { start: '2026-01-05T10:00:00Z', end: '2026-01-05T10:05:00Z' };
    expect((await post(line({ ...old, reason: 'call list found' }))).status).toBe(201);
  });

  it('books time for the caller, and for others if the caller is allowed to', async () => {
    const own = await post(line({ staffId: undefined, role: undefined, start: '2026-03-10T14:00:00Z' }));
    expect((await facts('P1')).find(({ id }) => id === own.body.id)).toMatchObject({
      staffId: 'S1',
      role: 'clinical_staff',
    });
    const onOthers = line({ staffId: 'S2', role: undefined });
    expect((await post(onOthers)).body.reason).toBe('not_own_time');
    const booked = await post(onOthers, biller);
    expect(booked.status).toBe(201);
    expect((await facts('P1')).find(({ id }) => id === booked.body.id)).toMatchObject({
      staffId: 'S2',
      role: 'qhp',
    });
    expect((await post(line({ staffId: undefined }), biller)).body.errors?.[0]?.path).toBe('staffId');
    expect((await post(line({ staffId: 'S99' }), biller)).body.reason).toBe('unknown_staff');
  });

  it('keeps the valid entries of a batch, in order, and each import under its own id', async () => {
    const imported = (externalId: string, more: object = {}) =>
      line({
        source: 'import',
        externalId,
        patientId: 'P2',
        start: '2025-11-01T08:00:00Z',
        end: '2025-11-01T08:05:00Z',
        ...more,
      });
    const batch = [
      imported('T2'),
      null,
      { ...imported('T1', { mode: 'sms' }), externalId: undefined, id: 'T1' },
      imported('T3', { start: '2025-11-01T08:00:00' }),
      imported('T2'),
      imported('T2', { mode: 'sms' }),
      imported('T4', { patientId: 'NOBODY' }),
      imported('T5', { end: '2025-11-01T07:00:00Z' }),
    ];
    const answer = await post<Answer[]>(batch, biller);
    expect(answer.status).toBe(200);
    expect(answer.body.map(({ status, reason, id }) => [status, reason ?? id])).toEqual([
      ['accepted', 'T2'],
      ['rejected', 'invalid'],
      ['accepted', 'T1'],
      ['rejected', 'invalid'],
      ['duplicate', 'T2'],
      ['conflict', 'conflict'],
      ['rejected', 'unknown_patient'],
      ['rejected', 'end_before_start'],
    ]);
    const replay = await post<Answer[]>(batch, biller);
    expect(replay.body[0]).toMatchObject({ status: 'duplicate', id: 'T2' });
    expect((await facts('P2')).map(({ id, loggedAt }) => [id, loggedAt])).toEqual([
      ['T1', null],
      ['T2', null],
    ]);
    expect(
      (
        await post(
          Array.from({ length: 1001 }, () => null),
          biller,
        )
      ).status,
    ).toBe(413);
  });

  it('corrects an entry by superseding it, and only once', async () => {
    const { body: old } = await post(line({ patientId: 'P4', externalId: 'C-1', note: 'typo' }));
    const fix = { reason: 'ended earlier', end: '2026-03-10T15:06:00Z' };
    const corrected = await correct(old.id, fix);
    expect(corrected).toMatchObject({ status: 201, body: { status: 'accepted', supersedes: old.id } });
    expect((await facts('P4')).map(({ id, end }) => [id, end])).toEqual([
      [corrected.body.id, Date.parse('2026-03-10T15:06:00Z')],
    ]);
    expect(await correct(old.id, fix)).toMatchObject({ status: 200, body: { id: corrected.body.id } });
    const other = await correct(old.id, { reason: 'ended later', end: '2026-03-10T15:08:00Z' });
    expect(other).toMatchObject({ status: 409, body: { supersededBy: corrected.body.id } });
    // Retried deliveries of the first entry do not bring it back.
    expect((await post(line({ patientId: 'P4', externalId: 'C-1', note: 'typo' }))).body.status).toBe(
      'duplicate',
    );
    const { items } = await list('patientId=P4&month=2026-03');
    expect(
      items
        .map(({ id, superseded, supersededBy, supersedes, supersededReason }) => [
          id,
          superseded,
          supersededBy,
          supersedes,
          supersededReason,
        ])
        .sort(),
    ).toEqual(
      [
        [old.id, true, corrected.body.id, null, 'ended earlier'],
        [corrected.body.id, false, null, old.id, null],
      ].sort(),
    );
    const voided = await correct(corrected.body.id, { reason: 'not this patient', void: true });
    expect(voided).toMatchObject({ status: 200, body: { status: 'voided' } });
    expect(await facts('P4')).toEqual([]);
    expect((await correct(corrected.body.id, { reason: 'again', void: true })).status).toBe(200);
    expect((await correct(corrected.body.id, { reason: 'back', mode: 'phone' })).status).toBe(409);
  });

  it('keeps a trimmed entry in its place in the logging order, and moves an extended one', async () => {
    const body = line({ patientId: 'P4', start: '2026-03-10T12:00:00Z', end: '2026-03-10T12:20:00Z' });
    const { body: old } = await post(body);
    const [before] = await facts('P4');
    practice.product.clock.advanceSeconds(60);
    const { body: trimmed } = await correct(old.id, { reason: 'shorter', end: '2026-03-10T12:15:00Z' });
    expect((await facts('P4'))[0]).toMatchObject({ id: trimmed.id, loggedAt: before?.loggedAt });
    const { body: grown } = await correct(trimmed.id, { reason: 'longer', end: '2026-03-10T12:16:00Z' });
    expect((await facts('P4'))[0]).toMatchObject({ id: grown.id, loggedAt: practice.product.clock.now() });
    await correct(grown.id, { reason: 'test', void: true });
  });

  it.each([
    ['no reason', { void: true }],
    ['nothing to correct', { reason: 'because' }],
    ['a void that changes a field', { reason: 'because', void: true, mode: 'phone' }],
    ['an end before the start', { reason: 'because', end: '2026-03-10T10:00:00Z' }],
    ['an unknown patient', { reason: 'because', patientId: 'NOBODY' }],
  ])('refuses a correction with %s', async (_, body) => {
    const { body: entry } = await post(line());
    const answer = await correct(entry.id, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.length).toBeGreaterThan(0);
    expect((await facts('P1')).some(({ id }) => id === entry.id)).toBe(true);
  });

  it("refuses to correct someone else's time without the scope", async () => {
    const { body: entry } = await post(line());
    const bob = await practice.staffToken('S3');
    expect((await correct(entry.id, { reason: 'mine', void: true }, bob)).body.reason).toBe('not_own_time');
    expect((await correct('nothing', { reason: 'mine', void: true })).status).toBe(404);
  });

  it("lists by month in the patient's zone, page by page", async () => {
    const at = (start: string, end: string) => line({ patientId: 'P3', start, end, source: 'import' });
    // Midnight in Honolulu is 10:00 UTC.
    await post(
      [
        at('2026-02-01T09:59:00Z', '2026-02-01T10:01:00Z'),
        at('2026-02-01T10:00:00Z', '2026-02-01T10:01:00Z'),
        at('2026-02-14T10:00:00Z', '2026-02-14T10:01:00Z'),
        at('2026-03-01T09:59:59Z', '2026-03-01T10:01:00Z'),
        at('2026-03-01T10:00:00Z', '2026-03-01T10:01:00Z'),
      ],
      biller,
    );
    const starts: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: TimeListingAnswer = await list(
        `patientId=P3&month=2026-02&limit=2${next && `&cursor=${next}`}`,
      );
      starts.push(...page.items.map(({ start }) => start));
      next = page.next;
    }
    expect(starts).toEqual([
      '2026-02-01T10:00:00.000Z',
      '2026-02-14T10:00:00.000Z',
      '2026-03-01T09:59:59.000Z',
    ]);
    expect((await list('staffId=S1&month=2026-02')).items).toHaveLength(3);
    for (const query of ['', 'patientId=P3&month=2026-13', 'patientId=P3&cursor=x', 'patientId=P3&limit=0'])
      expect((await practice.call(ann, 'GET', `time-entries?${query}`)).status).toBe(400);
  });

  it('sends a closed patient back to closing for late time, and no other patient', async () => {
    const { closeQueue, job } = practice;
    const marks = async () =>
      (await closeQueue.find(job, ['P1', 'P2', 'P3', 'P4'])).map(
        ({ patientId, token }) => [patientId, token] as const,
      );
    for (const id of ['P1', 'P2', 'P3', 'P4'])
      await closeQueue.setClosedThrough(job, new Map([[id, '2025-12-31' as LocalDate]]));
    const before = new Map(await marks());
    const late = (patientId: string, start: string, end: string, staffId = 'S1') =>
      line({ patientId, start, end, staffId, source: 'import' });
    const marked = async (...lines: object[]) => {
      const then = new Map(await marks());
      await post(lines, biller);
      return (await marks()).flatMap(([id, token]) => (then.get(id) === token ? [] : [id])).sort();
    };
    expect(before.size).toBe(4);
    // 2026-01-01 in UTC is still 2025 in Honolulu.
    expect(await marked(late('P3', '2026-01-01T09:00:00Z', '2026-01-01T09:05:00Z'))).toEqual(['P3']);
    expect(await marked(late('P3', '2026-01-01T10:00:00Z', '2026-01-01T10:05:00Z'))).toEqual([]);
    expect(await marked(late('P1', '2025-12-30T15:00:00Z', '2025-12-30T15:10:00Z'))).toEqual(['P1']);
    // The same person's same minutes for another patient can change what P1 keeps.
    expect(await marked(late('P4', '2025-12-30T15:09:00Z', '2025-12-30T15:12:00Z'))).toEqual(['P1', 'P4']);
    expect(await marked(late('P4', '2025-12-30T15:10:00Z', '2025-12-30T15:11:00Z', 'S2'))).toEqual(['P4']);
    // A repeated delivery marks again, because the first attempt may have died before it marked.
    expect(await marked(late('P1', '2025-12-30T15:00:00Z', '2025-12-30T15:10:00Z'))).toEqual(['P1', 'P4']);
    // So does striking through.
    const { items } = await list('patientId=P4&month=2025-12');
    const then = new Map(await marks());
    await correct(items[0]?.id ?? '', { reason: 'not done', void: true }, biller);
    expect((await marks()).flatMap(([id, token]) => (then.get(id) === token ? [] : [id])).sort()).toEqual([
      'P1',
      'P4',
    ]);
  });

  it('audits each change with ids only', async () => {
    const admin = await practice.product.issueToken(['admin'], 'north');
    const { body: entry } = await post(
      line({ patientId: 'P2', note: 'secret words', start: '2026-03-10T09:00:00Z' }),
    );
    practice.product.clock.advanceSeconds(1);
    await correct(entry.id, { reason: 'wrong day', void: true });
    const log = await practice.call<{ items: { action: string; ids: string[] }[] }>(
      admin,
      'GET',
      'audit?limit=1000',
    );
    const actions = log.body.items.filter(({ ids }) => ids.includes(entry.id)).map(({ action }) => action);
    expect(actions).toEqual(['time-entries.record', 'time-entries.void']);
    expect(JSON.stringify(log.body)).not.toContain('secret words');
    expect(practice.product.logLines.join('')).not.toContain('secret words');
  });

  it('requires scopes', async () => {
    const reader = await practice.product.issueToken(['time:read'], 'north', { staffId: 'S1' });
    expect((await post(line(), reader)).status).toBe(403);
    const writer = await practice.product.issueToken(['time:write'], 'north', { staffId: 'S1' });
    expect((await practice.call(writer, 'GET', 'time-entries?patientId=P1')).status).toBe(403);
    const elsewhere = await practice.product.issueToken(['time:read', 'admin'], 'south', { staffId: 'S1' });
    expect(
      (await practice.call<TimeListingAnswer>(elsewhere, 'GET', 'time-entries?patientId=P1')).body.items,
    ).toEqual([]);
  });
});
