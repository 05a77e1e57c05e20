import { Injectable } from '@nestjs/common';
import { subtract } from '../../../domain/facts/intervals.js';
import type { Instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Principal } from '../../caller/principal.js';
import { TimerEntries } from './timer-entries.js';
import type { StoredTimer } from './timer.doc.js';
import { granted, settleTimer, type Timer } from './timer.js';
import { TimersRepository } from './timers.repository.js';

const ATTEMPTS_MAX = 20;

/** Computes the next state of a timer from its current state. `refused` means that the step does not apply. */
export interface TimerStep {
  /** The audit action. Null for a heartbeat or a read, which the audit log does not record. */
  readonly action: string | null;
  readonly reason?: string;
  next(timer: Timer, now: Instant): Timer | 'refused';
}

export type StepOutcome =
  | { readonly outcome: 'done'; readonly stored: StoredTimer }
  | { readonly outcome: 'refused'; readonly stored: StoredTimer }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'running'; readonly running: StoredTimer };

/** Applies only the effect of elapsed time. */
export const SETTLE: TimerStep = { action: null, next: (timer) => timer };

/** Reads, steps and writes one timer atomically. Creates its time entries once it has stopped. */
@Injectable()
export class TimerStore {
  constructor(
    private readonly repository: TimersRepository,
    private readonly entries: TimerEntries,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async step(principal: Principal, id: string, step: TimerStep): Promise<StepOutcome> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const before = await this.repository.byId(principal, id);
      if (before === null) return { outcome: 'not_found' };
      const now = this.clock.now();
      const settled = settleTimer(before.timer, now);
      const wanted = step.next(settled, now);
      const outcome = wanted === 'refused' ? 'refused' : 'done';
      const next = wanted === 'refused' ? settled : wanted;
      if (next === before.timer) return { outcome, stored: await this.withEntries(principal, before) };
      const after = advance(before, next, now);
      const action = settled.state !== before.timer.state ? 'timers.auto-stop' : step.action;
      if (await this.replace(principal, after, action, step.reason))
        return { outcome, stored: await this.withEntries(principal, after) };
      const running = await this.repository.runningOf(principal, next.staffId);
      if (next.state === 'running' && running && running.timer.id !== id)
        return { outcome: 'running', running };
    }
    throw new ProblemError(503, 'The timer is changing too quickly; try again.', [], { 'Retry-After': '1' });
  }

  /** @returns false when the person already has a running timer */
  async insert(principal: Principal, timer: Timer): Promise<boolean> {
    const stored = { timer, segments: [], entriesPending: false };
    const about = { entity: 'timers', ids: [timer.id], patientIds: [timer.patientId] };
    const inserted = await this.audit.recorded(principal, { ...about, action: 'timers.start' }, () =>
      this.repository.insert(principal, stored),
    );
    if (!inserted) await this.audit.record(principal, { ...about, action: 'timers.start.refused' });
    return inserted;
  }

  private async withEntries(principal: Principal, stored: StoredTimer): Promise<StoredTimer> {
    if (stored.entriesPending) await this.entries.store(principal, stored);
    return stored;
  }

  private async replace(
    principal: Principal,
    after: StoredTimer,
    action: string | null,
    reason: string | undefined,
  ): Promise<boolean> {
    const write = (): Promise<boolean> => this.repository.replace(principal, after);
    if (action === null) return write();
    const { id, version, state, patientId } = after.timer;
    const change = {
      ...{ action, entity: 'timers', ids: [id], patientIds: [patientId] },
      ...(reason !== undefined && { reason }),
      after: { version, state },
    };
    // The log also records a write that lost a race. It shows as a second entry with the same version.
    return this.audit.recorded(principal, change, write);
  }
}

/** Turns the granted time of a stopped timer into segments once. Time granted later is appended. */
function advance(before: StoredTimer, next: Timer, now: Instant): StoredTimer {
  const timer = { ...next, version: before.timer.version + 1 };
  if (timer.state !== 'stopped') return { ...before, timer };
  const added = subtract(granted(timer, now), before.segments);
  return {
    timer,
    segments: [...before.segments, ...added],
    entriesPending: before.entriesPending || added.length > 0,
  };
}
