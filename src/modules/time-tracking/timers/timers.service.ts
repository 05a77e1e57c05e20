import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { PracticesService } from '../../practices/practices.service.js';
import { SETTLE, TimerStore, type StepOutcome, type TimerStep } from './timer-store.js';
import type { StoredTimer } from './timer.doc.js';
import type { IdleInput, TimerStartInput, TimerStopInput, TimerSwitchInput } from './timer.input.js';
import {
  beat,
  decideIdle,
  pauseTimer,
  resumeTimer,
  startTimer,
  stopTimer,
  wake,
  type Timer,
  type TimerSubject,
} from './timer.js';
import { TimersRepository } from './timers.repository.js';

const START_ATTEMPTS_MAX = 5;

type StartOutcome =
  | { readonly outcome: 'done'; readonly stored: StoredTimer }
  | { readonly outcome: 'running'; readonly running: StoredTimer };
type SwitchOutcome =
  | { readonly outcome: 'done'; readonly stored: StoredTimer; readonly stopped: StoredTimer }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'running'; readonly running: StoredTimer };

/** Timers run on the server. A client's clock is never used. */
@Injectable()
export class TimersService {
  constructor(
    private readonly repository: TimersRepository,
    private readonly store: TimerStore,
    private readonly practices: PracticesService,
    private readonly patients: PatientsService,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 403 when the caller is not a staff member; 400 for an unknown patient */
  async start(principal: Principal, input: TimerStartInput): Promise<StartOutcome> {
    const subject = await this.subjectOf(principal, input);
    return this.startAs(principal, randomUUID(), subject);
  }

  /** The caller's running timer and paused timers. */
  async current(principal: Principal): Promise<{ running: StoredTimer | null; paused: StoredTimer[] }> {
    const staffId = staffOf(principal);
    const [running, paused] = await Promise.all([
      this.repository.runningOf(principal, staffId),
      this.repository.pausedOf(principal, staffId),
    ]);
    const settled = await Promise.all(
      [...(running ? [running] : []), ...paused].map(({ timer }) =>
        this.store.step(principal, timer.id, SETTLE),
      ),
    );
    const open = settled.flatMap((one) => (one.outcome === 'done' ? [one.stored] : []));
    return {
      running: open.find(({ timer }) => timer.state === 'running') ?? null,
      paused: open.filter(({ timer }) => timer.state === 'paused'),
    };
  }

  get(principal: Principal, id: string): Promise<StepOutcome> {
    return this.own(principal, id, SETTLE);
  }

  /** Refused when the timer has stopped. The app then shows why and offers a new timer. */
  heartbeat(principal: Principal, id: string, active: boolean): Promise<StepOutcome> {
    return this.own(principal, id, {
      action: null,
      next: (timer, now) => (timer.state === 'stopped' ? 'refused' : beat(timer, now, active)),
    });
  }

  pause(principal: Principal, id: string): Promise<StepOutcome> {
    return this.own(principal, id, {
      action: 'timers.pause',
      next: (timer, now) => (timer.state === 'stopped' ? 'refused' : pauseTimer(timer, now)),
    });
  }

  async resume(principal: Principal, id: string): Promise<StepOutcome> {
    // Settles the person's timers first, so that a forgotten timer does not block this one.
    await this.current(principal);
    return this.own(principal, id, {
      action: 'timers.resume',
      next: (timer, now) => (timer.state === 'stopped' ? 'refused' : resumeTimer(timer, now)),
    });
  }

  /** Stopping a stopped timer changes nothing. */
  stop(principal: Principal, id: string, input: TimerStopInput): Promise<StepOutcome> {
    return this.own(principal, id, {
      action: 'timers.stop',
      next: (timer, now) => stopTimer(describe(timer, input), now, 'stopped'),
    });
  }

  /** Stops one timer and starts another in the same instant. Safe to repeat: the old timer keeps the new timer's id. */
  async switch(principal: Principal, id: string, input: TimerSwitchInput): Promise<SwitchOutcome> {
    const subject = await this.subjectOf(principal, input);
    const { running } = await this.current(principal);
    const newId = randomUUID();
    const old = await this.repository.byId(principal, id);
    const successor = old?.timer.switchedTo ?? null;
    if (running && running.timer.id !== id && running.timer.id !== successor)
      return { outcome: 'running', running };
    const stepped = await this.own(principal, id, {
      action: 'timers.switch',
      next: (timer, now) =>
        timer.state === 'stopped' && timer.switchedTo !== null
          ? timer
          : { ...stopTimer(describe(timer, input.stopped ?? {}), now, 'switched'), switchedTo: newId },
    });
    if (stepped.outcome === 'not_found' || stepped.outcome === 'running') return stepped;
    const nextId = stepped.stored.timer.switchedTo ?? newId;
    const started = await this.startAs(principal, nextId, subject);
    return started.outcome === 'done' ? { ...started, stopped: stepped.stored } : started;
  }

  /** Refused when the stretch does not exist or is already decided. */
  decideIdle(principal: Principal, id: string, input: IdleInput): Promise<StepOutcome> {
    const reason = input.reason ?? null;
    return this.own(principal, id, {
      action: input.worked ? 'timers.idle-worked' : 'timers.idle-not-worked',
      ...(reason !== null && { reason }),
      next: (timer, now) => {
        // Answering is activity, so the current stretch ends here.
        const awake = wake(timer, now);
        const last = awake.idle.findLastIndex(({ decision }) => decision === null);
        const position = input.stretch === undefined ? last : input.stretch - 1;
        if (awake.idle[position]?.decision !== null) return 'refused';
        return decideIdle(awake, position, { worked: input.worked, reason, at: now });
      },
    });
  }

  private async startAs(principal: Principal, id: string, subject: TimerSubject): Promise<StartOutcome> {
    for (let attempt = 0; attempt < START_ATTEMPTS_MAX; attempt += 1) {
      const { running } = await this.current(principal);
      if (running?.timer.id === id) return { outcome: 'done', stored: running };
      if (running) return { outcome: 'running', running };
      const existing = await this.repository.byId(principal, id);
      if (existing) return { outcome: 'done', stored: existing };
      const timer = startTimer(id, subject, this.clock.now());
      if (await this.store.insert(principal, timer))
        return { outcome: 'done', stored: { timer, segments: [], entriesPending: false } };
    }
    throw new ProblemError(
      409,
      'The same person started and stopped another timer in the meantime; try again.',
    );
  }

  /** Finds the caller's own timer; an administrator finds any timer. Other timers are answered as not found. */
  private async own(principal: Principal, id: string, step: TimerStep): Promise<StepOutcome> {
    const found = await this.repository.byId(principal, id);
    const isOwn = found?.timer.staffId === principal.staffId || principal.scopes.includes('admin');
    if (!found || !isOwn) return { outcome: 'not_found' };
    // Heartbeats are frequent and carry no text, so they skip this check.
    if (step.action !== null) await this.patients.refuseErased(principal, found.timer.patientId);
    return this.store.step(principal, id, step);
  }

  private async subjectOf(principal: Principal, input: TimerStartInput): Promise<TimerSubject> {
    const staffId = staffOf(principal);
    const { patientId, program, call } = input;
    const [staff, patients] = await Promise.all([
      this.practices.staffById(principal, [staffId]),
      this.patients.existing(principal, [patientId]),
    ]);
    const member = staff.get(staffId);
    if (!member?.active)
      throw new ProblemError(403, 'The caller is not an active staff member of this practice.');
    if (!patients.has(patientId))
      throw new ProblemError(400, 'The input is not valid.', [
        { path: 'patientId', message: 'no such patient' },
      ]);
    const { activity, mode } = { activity: input.activity ?? null, mode: input.mode ?? 'other' };
    return { staffId, role: member.role, patientId, program, activity, mode, call };
  }
}

function describe(timer: Timer, input: TimerStopInput): Timer {
  if (timer.state === 'stopped') return timer;
  return {
    ...timer,
    interactive: input.interactive ?? timer.call,
    participants: input.participants ?? [],
    note: input.note ?? null,
  };
}

function staffOf(principal: Principal): string {
  if (principal.staffId === null)
    throw new ProblemError(403, 'Timers are for staff members; this caller is not one.');
  return principal.staffId;
}
