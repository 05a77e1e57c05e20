import fc from 'fast-check';
import { intersect, subtract, totalMillis } from '../../../domain/facts/intervals.js';
import { instant, parseInstant, type Instant } from '../../../domain/time/instant.js';
import {
  beat,
  clocked,
  decideIdle,
  granted,
  idleSince,
  pauseTimer,
  resumeTimer,
  settleTimer,
  startTimer,
  stopTimer,
  wake,
  type Timer,
  type TimerSubject,
} from './timer.js';

const at = (text: string): Instant => {
  const parsed = parseInstant(text);
  if (parsed === null) throw new Error(text);
  return parsed;
};
const after = (start: Instant, seconds: number): Instant => instant(start + seconds * 1000);

const T0 = at('2026-03-01T12:00:00Z');
const subject: TimerSubject = {
  staffId: 'S1',
  role: 'clinical_staff',
  patientId: 'P1',
  program: 'RPM',
  activity: null,
  mode: 'other',
  call: false,
};
const call: TimerSubject = { ...subject, mode: 'phone', call: true };

/** Sends a heartbeat every 30 seconds from `from` to `to`, both inclusive, in seconds after T0. */
function beats(timer: Timer, from: number, to: number, active = true): Timer {
  let next = timer;
  for (let second = from; second <= to; second += 30) {
    const now = after(T0, second);
    next = beat(settleTimer(next, now), now, active);
  }
  return next;
}
const seconds = (list: ReturnType<typeof granted>) => totalMillis(list) / 1000;

describe('a timer', () => {
  it('grants the time between start and stop', () => {
    const now = after(T0, 95);
    const stopped = stopTimer(beats(startTimer('t', subject, T0), 30, 90), now, 'stopped');
    expect(granted(stopped, now)).toEqual([{ start: T0, end: now }]);
    expect(stopped).toMatchObject({ state: 'stopped', endedAt: now, stopCause: 'stopped' });
  });

  it('leaves out pauses and grants one segment per run', () => {
    let timer = pauseTimer(beats(startTimer('t', subject, T0), 30, 60), after(T0, 70));
    timer = resumeTimer(timer, after(T0, 1000));
    timer = stopTimer(timer, after(T0, 1030), 'stopped');
    expect(granted(timer, after(T0, 2000))).toEqual([
      { start: T0, end: after(T0, 70) },
      { start: after(T0, 1000), end: after(T0, 1030) },
    ]);
  });

  it.each([
    [119, 'running', null],
    [120, 'stopped', 'forgotten'],
    [80_000, 'stopped', 'forgotten'],
  ])('after %i s without a heartbeat is %s', (silence, state, stopCause) => {
    const alive = beats(startTimer('t', subject, T0), 30, 60);
    const timer = settleTimer(alive, after(T0, 60 + silence));
    expect(timer).toMatchObject({ state, stopCause });
    if (state === 'stopped')
      expect(granted(timer, after(T0, 90_000))).toEqual([{ start: T0, end: after(T0, 180) }]);
  });

  it('stays stopped when a heartbeat arrives after it was forgotten', () => {
    const now = after(T0, 500);
    const timer = beat(settleTimer(startTimer('t', subject, T0), now), now, true);
    expect(timer).toMatchObject({ state: 'stopped', endedAt: after(T0, 120) });
  });

  it.each([
    [299, 0],
    [300, 1],
  ])('with %i s without activity has %i idle stretches', (gap, stretches) => {
    const timer = beats(startTimer('t', subject, T0), 30, 270, false);
    const now = after(T0, gap);
    expect(idleSince(timer, now) === null).toBe(stretches === 0);
    expect(beat(timer, now, true).idle).toHaveLength(stretches);
  });

  it('does not grant an idle stretch until somebody confirms it as work', () => {
    const end = after(T0, 900);
    let timer = beats(startTimer('t', subject, T0), 30, 60);
    timer = beats(timer, 90, 600, false);
    timer = beats(timer, 630, 870);
    timer = stopTimer(timer, end, 'stopped');
    const stretch = { start: after(T0, 60), end: after(T0, 630) };
    expect(timer.idle).toEqual([{ ...stretch, decision: null }]);
    expect(granted(timer, end)).toEqual([
      { start: T0, end: stretch.start },
      { start: stretch.end, end },
    ]);
    expect(seconds(clocked(timer, end))).toBe(900);
    const refused = decideIdle(timer, 0, { worked: false, reason: null, at: end });
    expect(seconds(granted(refused, end))).toBe(330);
    const confirmed = decideIdle(timer, 0, { worked: true, reason: 'read the chart on paper', at: end });
    expect(granted(confirmed, end)).toEqual([{ start: T0, end }]);
  });

  it('cuts idle time that lasts until the timer is stopped or forgotten', () => {
    const idle = beats(startTimer('t', subject, T0), 30, 600, false);
    expect(granted(stopTimer(idle, after(T0, 610), 'stopped'), after(T0, 700))).toEqual([]);
    const forgotten = settleTimer(idle, after(T0, 5000));
    expect(forgotten.idle).toEqual([{ start: T0, end: after(T0, 720), decision: null }]);
    expect(granted(forgotten, after(T0, 5000))).toEqual([]);
  });

  it('has no idle time during a call, but can still be forgotten', () => {
    const talking = beats(startTimer('t', call, T0), 30, 3600, false);
    expect(talking.idle).toEqual([]);
    expect(idleSince(talking, after(T0, 3610))).toBeNull();
    expect(seconds(granted(stopTimer(talking, after(T0, 3610), 'stopped'), after(T0, 3610)))).toBe(3610);
    expect(settleTimer(talking, after(T0, 9000)).endedAt).toEqual(after(T0, 3720));
  });

  it('ends after a day even if heartbeats continue', () => {
    const day = 24 * 3600;
    const timer = settleTimer(beats(startTimer('t', call, T0), 30, day, true), after(T0, day + 30));
    expect(timer).toMatchObject({ state: 'stopped', stopCause: 'run_too_long', endedAt: after(T0, day) });
  });

  it('ends at its pause when the pause lasts too long', () => {
    const paused = pauseTimer(startTimer('t', subject, T0), after(T0, 60));
    expect(settleTimer(paused, after(T0, 60 + 12 * 3600 - 1)).state).toBe('paused');
    expect(settleTimer(paused, after(T0, 60 + 12 * 3600))).toMatchObject({
      state: 'stopped',
      stopCause: 'paused_too_long',
      endedAt: after(T0, 60),
    });
  });

  it.each([
    ['midnight', '2026-03-01T05:59:00Z'],
    ['the skipped hour', '2026-03-08T07:59:00Z'],
    ['the repeated hour', '2026-11-01T06:59:00Z'],
    ['a leap-year February', '2028-02-29T23:59:00Z'],
  ])('measures elapsed time across %s', (_, start) => {
    const from = at(start);
    const timer = stopTimer(
      beat(startTimer('t', subject, from), after(from, 60), true),
      after(from, 125),
      'stopped',
    );
    expect(granted(timer, after(from, 125))).toEqual([{ start: from, end: after(from, 125) }]);
  });
});

const step = fc.record({
  wait: fc.constantFrom(0, 1, 15, 30, 45, 110, 120, 290, 300, 4000, 50_000),
  act: fc.constantFrom('active', 'idle', 'pause', 'resume', 'stop', 'worked', 'not worked'),
});

function play(
  steps: readonly { wait: number; act: string }[],
  isCall: boolean,
): { timer: Timer; now: Instant } {
  let now = T0;
  let timer = startTimer('t', isCall ? call : subject, now);
  for (const { wait, act } of steps) {
    now = after(now, wait);
    timer = settleTimer(timer, now);
    if (act === 'active' || act === 'idle') timer = beat(timer, now, act === 'active');
    if (act === 'pause') timer = pauseTimer(timer, now);
    if (act === 'resume') timer = resumeTimer(timer, now);
    if (act === 'stop') timer = stopTimer(timer, now, 'stopped');
    if (act.endsWith('worked')) {
      timer = wake(timer, now);
      const open = timer.idle.findLastIndex(({ decision }) => decision === null);
      if (open >= 0) timer = decideIdle(timer, open, { worked: act === 'worked', reason: 'so', at: now });
    }
  }
  return { timer, now };
}

describe('any sequence of steps on a timer', () => {
  it('grants at most the clocked time, clocks at most the elapsed time, and never overlaps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, isCall) => {
        const { timer, now } = play(steps, isCall);
        const given = granted(timer, now);
        const onClock = clocked(timer, now);
        expect(subtract(given, onClock)).toEqual([]);
        expect(totalMillis(onClock)).toBeLessThanOrEqual(now - T0);
        const sum = given.reduce((total, { start, end }) => total + (end - start), 0);
        expect(sum).toBe(totalMillis(given));
        const refused = timer.idle.filter(({ decision }) => decision?.worked !== true);
        expect(intersect(given, refused)).toEqual([]);
      }),
    );
  });

  it('gives the same timer whether or not it was settled in between', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), fc.nat(100_000), (steps, later) => {
        const { timer, now } = play(steps, false);
        const middle = settleTimer(timer, after(now, Math.floor(later / 2)));
        const end = after(now, later);
        expect(settleTimer(middle, end)).toEqual(settleTimer(timer, end));
      }),
    );
  });

  it('never grants time more than two minutes after the last heartbeat of its run', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { timer, now } = play(steps, true);
        const end = settleTimer(timer, after(now, 1_000_000));
        const last = granted(end, after(now, 1_000_000)).at(-1)?.end ?? T0;
        expect(last).toBeLessThanOrEqual(after(end.lastHeartbeatAt, 120));
      }),
    );
  });
});
