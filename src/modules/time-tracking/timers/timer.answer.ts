import { z } from 'zod';
import { totalMillis, type Interval } from '../../../domain/facts/intervals.js';
import { formatInstant, type Instant } from '../../../domain/time/instant.js';
import { problemWith } from '../../../platform/errors/problem.js';
import { count, instantText } from '../../../platform/http/answers/answer-fields.js';
import { TIME_MODES } from '../entries/time-entry.input.js';
import { timerEntryId } from './timer-entries.js';
import type { StoredTimer } from './timer.doc.js';
import { clocked, granted, idleSince } from './timer.js';

const IDLE_QUESTION = 'Were you working on this patient while idle?';

const idleAnswer = z.strictObject({
  stretch: z.int().min(1),
  start: instantText,
  end: instantText,
  seconds: count,
  decision: z
    .strictObject({ worked: z.boolean(), reason: z.string().nullable(), at: instantText })
    .nullable(),
});

export const timerAnswer = z
  .strictObject({
    id: z.string(),
    staffId: z.string(),
    patientId: z.string(),
    program: z.string(),
    activity: z.string().nullable(),
    mode: z.enum(TIME_MODES),
    call: z.boolean(),
    state: z.enum(['running', 'paused', 'stopped']),
    idleNow: z.boolean(),
    startedAt: instantText,
    endedAt: instantText.nullable(),
    stopCause: z.enum(['stopped', 'switched', 'forgotten', 'run_too_long', 'paused_too_long']).nullable(),
    lastHeartbeatAt: instantText,
    clockedSeconds: count,
    grantedSeconds: count,
    idle: z.array(idleAnswer),
    confirmIdle: z.strictObject({ question: z.string(), post: z.string() }).nullable(),
    entryIds: z.array(z.string()),
    switchedTo: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'Timer' });
export type TimerAnswer = z.output<typeof timerAnswer>;

/** `stopped` is the timer that the new one replaces. */
export const switchedAnswer = timerAnswer.extend({ stopped: timerAnswer });
export type SwitchedAnswer = z.output<typeof switchedAnswer>;

export const currentTimersAnswer = z.strictObject({
  running: timerAnswer.nullable(),
  paused: z.array(timerAnswer),
});
export type CurrentTimersAnswer = z.output<typeof currentTimersAnswer>;

export const timerLogAnswer = z.strictObject({
  items: z.array(timerAnswer),
  totals: z.strictObject({ timers: count, clockedSeconds: count, grantedSeconds: count }),
  truncated: z
    .boolean()
    .describe("more timers started in the span than fit; ask again from the last one's start"),
});
export type TimerLogAnswer = z.output<typeof timerLogAnswer>;

/** Names the timer that refuses the step, or the one that is already running. */
export const timerConflict = problemWith({
  timer: timerAnswer.exactOptional(),
  runningTimer: timerAnswer.exactOptional(),
});

/** A timer as the API shows it at an instant. Seconds are rounded down; instants are ISO 8601 in UTC. */
export function toTimerAnswer({ timer, segments }: StoredTimer, now: Instant): TimerAnswer {
  const open = idleSince(timer, now);
  const idle = (open ? [...timer.idle, open] : timer.idle).map(({ start, end, decision }, i) => ({
    stretch: i + 1,
    start: formatInstant(start),
    end: formatInstant(end),
    seconds: Math.floor((end - start) / 1000),
    decision: decision && { ...decision, at: formatInstant(decision.at) },
  }));
  const asked = idle.some(({ decision }) => decision === null);
  return {
    id: timer.id,
    staffId: timer.staffId,
    patientId: timer.patientId,
    program: timer.program,
    activity: timer.activity,
    mode: timer.mode,
    call: timer.call,
    state: timer.state,
    idleNow: open !== null,
    startedAt: formatInstant(timer.startedAt),
    endedAt: timer.endedAt && formatInstant(timer.endedAt),
    stopCause: timer.stopCause,
    lastHeartbeatAt: formatInstant(timer.lastHeartbeatAt),
    clockedSeconds: wholeSeconds(clocked(timer, now)),
    grantedSeconds: wholeSeconds(granted(timer, now)),
    idle,
    confirmIdle: asked ? { question: IDLE_QUESTION, post: `/v1/timers/${timer.id}/idle` } : null,
    entryIds: segments.map((_, i) => timerEntryId(timer.id, i)),
    switchedTo: timer.switchedTo,
    version: timer.version,
  };
}

function wholeSeconds(list: readonly Interval[]): number {
  return Math.floor(totalMillis(list) / 1000);
}
