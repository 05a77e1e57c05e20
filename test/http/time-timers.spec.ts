import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { TimeEntriesService } from '../../src/modules/time-tracking/entries/time-entries.service.js';
import type { TimeListingAnswer } from '../../src/modules/time-tracking/entries/time-entry.answer.js';
import { TimerSweep } from '../../src/modules/time-tracking/timers/timer-sweep.js';
import type { TimerAnswer, TimerLogAnswer } from '../../src/modules/time-tracking/timers/timer.answer.js';
import { startTimePractice, type TimePractice } from '../support/time-practice.js';

type Refusal = { detail: string; runningTimer: TimerAnswer; timer: TimerAnswer };

describe('timers over HTTP', () => {
  let practice: TimePractice;
  let ann: string;
  beforeAll(async () => {
    practice = await startTimePractice('2026-03-01T12:00:00Z');
    ann = await practice.staffToken('S1');
  });
  afterAll(() => practice.product.close());
  beforeEach(() => practice.product.clock.advanceSeconds(86_400));

  const post = <T = TimerAnswer>(path: string, body?: unknown, token = ann) =>
    practice.call<T>(token, 'POST', path, body);
  const start = (patientId: string, more: object = {}, token = ann) =>
    post('timers', { patientId, program: 'RPM', activity: 'data_review', ...more }, token);
  const wait = (seconds: number) => practice.product.clock.advanceSeconds(seconds);
  const beats = async (id: string, times: number, active = true) => {
    let last = await post(`timers/${id}/heartbeat`, { active });
    for (let i = 1; i < times; i += 1) {
      wait(30);
      last = await post(`timers/${id}/heartbeat`, { active });
    }
    return last.body;
  };
  const entriesOf = async (patientId: string) => {
    const listed = await practice.call<TimeListingAnswer>(
      ann,
      'GET',
      `time-entries?patientId=${patientId}&limit=1000`,
    );
    return listed.body.items;
  };
  const now = () => new Date(practice.product.clock.now()).toISOString();

  it('measures with the server clock, and creates a time entry when stopped', async () => {
    const started = await start('P1', { mode: 'data_review', startedAt: '2020-01-01T00:00:00Z' });
    expect(started.status).toBe(201);
    const from = now();
    expect(started.body).toMatchObject({ state: 'running', startedAt: from, patientId: 'P1', staffId: 'S1' });
    wait(30);
    await beats(started.body.id, 2);
    wait(5);
    const stopped = await post(`timers/${started.body.id}/stop`, { note: 'reviewed trends' });
    expect(stopped.status).toBe(200);
    expect(stopped.body).toMatchObject({
      state: 'stopped',
      clockedSeconds: 65,
      grantedSeconds: 65,
      endedAt: now(),
    });
    const [entry] = (await entriesOf('P1')).filter(({ timerId }) => timerId === started.body.id);
    expect(entry).toMatchObject({
      id: stopped.body.entryIds[0],
      staffId: 'S1',
      role: 'clinical_staff',
      program: 'RPM',
      activity: 'data_review',
      start: from,
      end: now(),
      seconds: 65,
      source: 'timer',
      interactive: false,
      loggedAt: null,
      note: 'reviewed trends',
    });
    // A second stop finds the timer stopped and creates nothing.
    wait(10);
    expect((await post(`timers/${started.body.id}/stop`)).body).toEqual(stopped.body);
    expect((await entriesOf('P1')).filter(({ timerId }) => timerId === started.body.id)).toHaveLength(1);
  });

  it('refuses a second running timer, naming the first and how to switch', async () => {
    const first = await start('P1');
    const second = await start('P2');
    expect(second.status).toBe(409);
    expect(second.type).toContain('application/problem+json');
    const refusal = second.body as unknown as Refusal;
    expect(refusal.runningTimer.id).toBe(first.body.id);
    expect(refusal.detail).toContain(`/v1/timers/${first.body.id}/switch`);
    await post(`timers/${first.body.id}/stop`);
  });

  it('lets exactly one of 32 concurrent starts win', async () => {
    const answers = await Promise.all(Array.from({ length: 32 }, (_, i) => start(i % 2 ? 'P1' : 'P2')));
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(31);
    const current = await practice.call<{ running: TimerAnswer }>(ann, 'GET', 'timers/current');
    expect(current.body.running.id).toBe(won[0]?.body.id);
    const other = await practice.staffToken('S3');
    const theirs = await start('P1', {}, other);
    expect(theirs.status).toBe(201);
    await post(`timers/${theirs.body.id}/stop`, undefined, other);
    await post(`timers/${current.body.running.id}/stop`);
  });

  it('ends a forgotten timer two minutes after its last heartbeat, on a read or on the sweep', async () => {
    const read = await start('P1');
    wait(30);
    const last = await beats(read.body.id, 1);
    const endsAt = new Date(Date.parse(last.lastHeartbeatAt) + 120_000).toISOString();
    wait(22 * 3600);
    const current = await practice.call<{ running: TimerAnswer | null }>(ann, 'GET', 'timers/current');
    expect(current.body.running).toBeNull();
    const ended = await practice.call<TimerAnswer>(ann, 'GET', `timers/${read.body.id}`);
    expect(ended.body).toMatchObject({
      state: 'stopped',
      stopCause: 'forgotten',
      endedAt: endsAt,
      grantedSeconds: 150,
    });
    const late = await post<Refusal>(`timers/${read.body.id}/heartbeat`, { active: true });
    expect(late.status).toBe(409);
    expect(late.body.timer.stopCause).toBe('forgotten');

    const swept = await start('P1');
    const sweep = practice.product.app.get(TimerSweep);
    wait(119);
    expect(await sweep.sweep()).toBe(0);
    wait(1);
    const ends = await Promise.all([sweep.sweep(), sweep.sweep()]);
    expect(Math.max(...ends)).toBe(1);
    const entries = (await entriesOf('P1')).filter(({ timerId }) => timerId === swept.body.id);
    expect(entries.map(({ seconds }) => seconds)).toEqual([120]);
  });

  it('does not grant idle time, asks about it, and records either answer', async () => {
    const { body: timer } = await start('P1');
    wait(30);
    const idle = await beats(timer.id, 11, false);
    expect(idle).toMatchObject({ idleNow: true, clockedSeconds: 330, grantedSeconds: 0 });
    expect(idle.confirmIdle).toMatchObject({ post: `/v1/timers/${timer.id}/idle` });
    wait(10);
    expect((await post(`timers/${timer.id}/idle`, { worked: true })).status).toBe(400);
    const worked = await post(`timers/${timer.id}/idle`, {
      worked: true,
      reason: 'on the phone with the pharmacy',
    });
    expect(worked.body).toMatchObject({
      idleNow: false,
      clockedSeconds: 340,
      grantedSeconds: 340,
      confirmIdle: null,
    });
    expect(worked.body.idle[0]?.decision).toMatchObject({
      worked: true,
      reason: 'on the phone with the pharmacy',
    });
    expect((await post(`timers/${timer.id}/idle`, { worked: false })).status).toBe(409);

    wait(20);
    await beats(timer.id, 12, false);
    wait(10);
    const stopped = await post(`timers/${timer.id}/stop`);
    expect(stopped.body).toMatchObject({ state: 'stopped', clockedSeconds: 700, grantedSeconds: 340 });
    expect(stopped.body.idle[1]?.decision).toBeNull();
    expect(stopped.body.entryIds).toHaveLength(1);
    const late = await post(`timers/${timer.id}/idle`, {
      worked: true,
      reason: 'wrote the care plan by hand',
    });
    expect(late.body).toMatchObject({ clockedSeconds: 700, grantedSeconds: 700 });
    const entries = (await entriesOf('P1')).filter(({ timerId }) => timerId === timer.id);
    expect(entries.map(({ seconds }) => seconds)).toEqual([340, 360]);
    expect(entries[1]?.start).toBe(entries[0]?.end);
  });

  it('has no idle time during a call, and treats the call as a live conversation by default', async () => {
    expect((await start('P1', { call: true })).status).toBe(400);
    const { body: timer } = await start('P1', { call: true, mode: 'phone' });
    wait(30);
    const talking = await beats(timer.id, 20, false);
    expect(talking).toMatchObject({ idleNow: false, clockedSeconds: 600, grantedSeconds: 600 });
    const stopped = await post(`timers/${timer.id}/stop`, { participants: ['patient', 'daughter'] });
    const [entry] = (await entriesOf('P1')).filter(({ timerId }) => timerId === timer.id);
    expect(entry).toMatchObject({ interactive: true, mode: 'phone', participants: ['patient', 'daughter'] });
    expect(stopped.body.grantedSeconds).toBe(600);

    const { body: unanswered } = await start('P1', { call: true, mode: 'phone' });
    wait(40);
    await post(`timers/${unanswered.id}/stop`, { interactive: false });
    const [rang] = (await entriesOf('P1')).filter(({ timerId }) => timerId === unanswered.id);
    expect(rang?.interactive).toBe(false);
  });

  it('pauses, resumes, and grants one segment per run', async () => {
    const { body: timer } = await start('P2');
    wait(40);
    expect((await post(`timers/${timer.id}/pause`)).body).toMatchObject({
      state: 'paused',
      grantedSeconds: 40,
    });
    wait(600);
    const other = await start('P1');
    expect(other.status).toBe(201);
    const refused = await post<Refusal>(`timers/${timer.id}/resume`);
    expect(refused.status).toBe(409);
    expect(refused.body.runningTimer.id).toBe(other.body.id);
    await post(`timers/${other.body.id}/stop`);
    expect((await post(`timers/${timer.id}/resume`)).body.state).toBe('running');
    wait(25);
    const stopped = await post(`timers/${timer.id}/stop`);
    expect(stopped.body).toMatchObject({ clockedSeconds: 65, grantedSeconds: 65 });
    const entries = (await entriesOf('P2')).filter(({ timerId }) => timerId === timer.id);
    expect(entries.map(({ seconds }) => seconds)).toEqual([40, 25]);
    expect((await post(`timers/${timer.id}/resume`)).status).toBe(409);
  });

  it('switches in one instant without an overlap, and only once', async () => {
    const { body: first } = await start('P1');
    wait(45);
    const body = { patientId: 'P2', program: 'CCM', mode: 'data_review', stopped: { note: 'done' } };
    const switched = await post<TimerAnswer & { stopped: TimerAnswer }>(`timers/${first.id}/switch`, body);
    expect(switched.status).toBe(201);
    expect(switched.body).toMatchObject({
      patientId: 'P2',
      program: 'CCM',
      state: 'running',
      startedAt: now(),
    });
    expect(switched.body.stopped).toMatchObject({ id: first.id, endedAt: now(), stopCause: 'switched' });
    const again = await post<TimerAnswer & { stopped: TimerAnswer }>(`timers/${first.id}/switch`, body);
    expect(again.body.id).toBe(switched.body.id);
    // Switches back within the same second. An empty run creates no entry.
    const back = await post(`timers/${switched.body.id}/switch`, { patientId: 'P1', program: 'RPM' });
    expect(back.status).toBe(201);
    expect((await entriesOf('P2')).filter(({ timerId }) => timerId === switched.body.id)).toEqual([]);
    expect(
      (await post(`timers/${back.body.id}/switch`, { patientId: 'NOBODY', program: 'RPM' })).status,
    ).toBe(400);
    const current = await practice.call<{ running: TimerAnswer }>(ann, 'GET', 'timers/current');
    expect(current.body.running.id).toBe(back.body.id);
    await post(`timers/${back.body.id}/stop`);
  });

  it("hides other people's timers", async () => {
    const bob = await practice.staffToken('S3');
    const { body: timer } = await start('P1');
    for (const action of ['pause', 'resume', 'stop'])
      expect((await post(`timers/${timer.id}/${action}`, undefined, bob)).status).toBe(404);
    expect((await practice.call(bob, 'GET', `timers/${timer.id}`)).status).toBe(404);
    expect(
      (await practice.call(bob, 'GET', 'timers/log?staffId=S1&from=2026-01-01&to=2026-12-31')).status,
    ).toBe(403);
    const nobody = await practice.product.issueToken(['time:write'], 'north');
    expect((await start('P1', {}, nobody)).status).toBe(403);
    expect((await start('NOBODY')).status).toBe(400);
    await post(`timers/${timer.id}/stop`);
  });

  it('shows clocked and granted time by the days of the practice', async () => {
    practice.product.clock.moveTo('2026-05-10T04:59:30Z'); // 23:59:30 on the 9th in Chicago
    const { body: timer } = await start('P1');
    wait(60);
    await beats(timer.id, 12, false);
    await post(`timers/${timer.id}/stop`);
    const read = async (from: string, to: string) =>
      (await practice.call<TimerLogAnswer>(ann, 'GET', `timers/log?from=${from}&to=${to}`)).body;
    const day = await read('2026-05-09', '2026-05-09');
    expect(day.totals).toEqual({ timers: 1, clockedSeconds: 390, grantedSeconds: 0 });
    expect(day.items[0]).toMatchObject({ id: timer.id, startedAt: '2026-05-10T04:59:30.000Z' });
    expect((await read('2026-05-10', '2026-05-10')).items).toEqual([]);
    expect((await practice.call(ann, 'GET', 'timers/log?from=2026-05-10&to=nonsense')).status).toBe(400);
    expect(
      (await practice.call(ann, 'GET', 'timers/log?from=2026-05-10T00:00:00&to=2026-05-11')).status,
    ).toBe(400);
  });

  it.each([
    ['midnight', '2026-05-20T04:59:00Z', 'P1'],
    ['midnight in Honolulu', '2026-05-21T09:59:00Z', 'P3'],
    ['the hour that does not exist', '2027-03-14T07:59:00Z', 'P1'],
    ['the hour that comes twice', '2027-11-07T06:30:00Z', 'P1'],
  ])('runs across %s', async (_, from, patientId) => {
    practice.product.clock.moveTo(from);
    const { body: timer } = await start(patientId);
    wait(30);
    await beats(timer.id, 5);
    wait(1);
    await post(`timers/${timer.id}/stop`);
    const facts = await practice.product.app
      .get(TimeEntriesService)
      .ofPatients(jobPrincipal('north'), [patientId]);
    const entry = facts.get(patientId)?.find(({ id }) => id.startsWith(timer.id));
    expect(entry).toMatchObject({ start: Date.parse(from), end: Date.parse(from) + 151_000 });
  });

  it.each([
    ['POST', 'timers', null],
    ['POST', 'timers', { patientId: 'P1' }],
    ['POST', 'timers', { patientId: 'P1', program: 'remote' }],
    ['POST', 'timers', { patientId: 7, program: 'RPM' }],
    ['POST', 'timers/x/heartbeat', {}],
    ['POST', 'timers/x/heartbeat', { active: 'yes' }],
    ['POST', 'timers/x/idle', { worked: true }],
    ['POST', 'timers/x/stop', { participants: 'all' }],
  ])('answers 400 with paths to %s %s %j', async (method, path, body) => {
    const answer = await practice.call<{ errors: unknown[] }>(ann, method, path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });
});
