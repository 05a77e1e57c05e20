import { normalize, subtract, type Interval } from '../../../domain/facts/intervals.js';
import type { StaffRole, TimeMode } from '../../../domain/facts/time-entry.js';
import { instant, type Instant } from '../../../domain/time/instant.js';

/** A timer that gets no heartbeat for this long is forgotten. It ends this long after its last heartbeat. */
export const FORGOTTEN_AFTER_SECONDS = 120;
/** Without activity for this long, the stretch since the last activity is idle. */
const IDLE_AFTER_SECONDS = 300;
/** The longest uninterrupted run, and so the longest time entry. */
const RUN_HOURS_MAX = 24;
/** A pause this long stops the timer, so that the work before it becomes time entries. */
export const PAUSE_HOURS_MAX = 12;

export type StopCause = 'stopped' | 'switched' | 'forgotten' | 'run_too_long' | 'paused_too_long';

/** A stretch without activity. It is granted only when the person says that work went on, and why. */
interface IdleStretch {
  readonly start: Instant;
  readonly end: Instant;
  readonly decision: {
    readonly worked: boolean;
    readonly reason: string | null;
    readonly at: Instant;
  } | null;
}

/** What the timer measures. Fixed when it starts. */
export interface TimerSubject {
  readonly staffId: string;
  readonly role: StaffRole;
  readonly patientId: string;
  readonly program: string;
  readonly activity: string | null;
  readonly mode: TimeMode;
  /** Whether the timer runs during a call. During a call no time is idle. */
  readonly call: boolean;
}

export interface Timer extends TimerSubject {
  readonly id: string;
  readonly state: 'running' | 'paused' | 'stopped';
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly stopCause: StopCause | null;
  readonly lastHeartbeatAt: Instant;
  readonly lastActiveAt: Instant;
  /** Finished runs, in order. */
  readonly runs: readonly Interval[];
  /** Start of the current run; null unless running. */
  readonly runStartedAt: Instant | null;
  readonly idle: readonly IdleStretch[];
  /** Stated when the timer is stopped. */
  readonly interactive: boolean;
  readonly participants: readonly string[];
  readonly note: string | null;
  /** The timer that a switch started after this one. */
  readonly switchedTo: string | null;
  readonly version: number;
}

const HOUR_MS = 3_600_000;

export function startTimer(id: string, subject: TimerSubject, now: Instant): Timer {
  return {
    ...subject,
    id,
    state: 'running',
    startedAt: now,
    endedAt: null,
    stopCause: null,
    lastHeartbeatAt: now,
    lastActiveAt: now,
    runs: [],
    runStartedAt: now,
    idle: [],
    interactive: false,
    participants: [],
    note: null,
    switchedTo: null,
    version: 1,
  };
}

/** The timer's true state at `now`: a forgotten timer has ended even if nobody has read it since. */
export function settleTimer(timer: Timer, now: Instant): Timer {
  if (timer.state === 'paused') {
    const pausedAt = timer.runs.at(-1)?.end ?? timer.startedAt;
    const over = now >= pausedAt + PAUSE_HOURS_MAX * HOUR_MS;
    return over ? { ...timer, state: 'stopped', endedAt: pausedAt, stopCause: 'paused_too_long' } : timer;
  }
  if (timer.runStartedAt === null) return timer;
  const forgottenAt = timer.lastHeartbeatAt + FORGOTTEN_AFTER_SECONDS * 1000;
  const tooLongAt = timer.runStartedAt + RUN_HOURS_MAX * HOUR_MS;
  const endsAt = instant(Math.min(forgottenAt, tooLongAt));
  if (now < endsAt) return timer;
  return stopTimer(timer, endsAt, tooLongAt <= forgottenAt ? 'run_too_long' : 'forgotten');
}

/** @param active whether the person did anything since the previous heartbeat */
export function beat(timer: Timer, now: Instant, active: boolean): Timer {
  if (timer.state !== 'running') return timer;
  const alive = { ...timer, lastHeartbeatAt: latest(now, timer.lastHeartbeatAt) };
  return active || timer.call ? wake(alive, now) : alive;
}

export function pauseTimer(timer: Timer, now: Instant): Timer {
  if (timer.state !== 'running') return timer;
  return { ...endRun(timer, now), state: 'paused' };
}

export function resumeTimer(timer: Timer, now: Instant): Timer {
  if (timer.state !== 'paused') return timer;
  const from = latest(now, timer.runs.at(-1)?.end ?? now);
  return { ...timer, state: 'running', runStartedAt: from, lastHeartbeatAt: from, lastActiveAt: from };
}

export function stopTimer(timer: Timer, now: Instant, cause: StopCause): Timer {
  if (timer.state === 'stopped') return timer;
  const ended = endRun(timer, now);
  return { ...ended, state: 'stopped', endedAt: ended.runs.at(-1)?.end ?? now, stopCause: cause };
}

/** Records the person's decision on one idle stretch. The audit log keeps the earlier decision. */
export function decideIdle(
  timer: Timer,
  position: number,
  decision: NonNullable<IdleStretch['decision']>,
): Timer {
  const idle = timer.idle.map((stretch, i) => (i === position ? { ...stretch, decision } : stretch));
  return { ...timer, idle };
}

/** Marks activity. If the stretch before it was long enough to be idle, closes that stretch and keeps it. */
export function wake(timer: Timer, now: Instant): Timer {
  if (timer.state !== 'running' || now <= timer.lastActiveAt) return timer;
  const idle = idleSince(timer, now);
  return { ...timer, lastActiveAt: now, idle: idle ? [...timer.idle, idle] : timer.idle };
}

/** The current idle stretch; null while the person is active. During a call every heartbeat counts as activity. */
export function idleSince(timer: Timer, now: Instant): IdleStretch | null {
  if (timer.state !== 'running') return null;
  const idle = now - timer.lastActiveAt >= IDLE_AFTER_SECONDS * 1000;
  return idle ? { start: timer.lastActiveAt, end: now, decision: null } : null;
}

/** The time between start and stop without pauses: what the clock shows. */
export function clocked(timer: Timer, now: Instant): Interval[] {
  const { runStartedAt, runs } = timer;
  return normalize(runStartedAt === null ? runs : [...runs, { start: runStartedAt, end: now }]);
}

/** The time that becomes time entries: clocked time without the idle stretches that nobody confirmed as work. */
export function granted(timer: Timer, now: Instant): Interval[] {
  const open = idleSince(timer, now);
  const idle = open ? [...timer.idle, open] : timer.idle;
  return subtract(
    clocked(timer, now),
    idle.filter((stretch) => stretch.decision?.worked !== true),
  );
}

function endRun(timer: Timer, now: Instant): Timer {
  if (timer.runStartedAt === null) return timer;
  const end = latest(now, timer.runStartedAt);
  const idle = idleSince(timer, end);
  return {
    ...timer,
    runs: [...timer.runs, { start: timer.runStartedAt, end }],
    runStartedAt: null,
    idle: idle ? [...timer.idle, idle] : timer.idle,
  };
}

function latest(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
