import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { parseInstant, type Instant } from '../../../domain/time/instant.js';
import { addDays, parseLocalDate } from '../../../domain/time/local-date.js';
import { startOfDay } from '../../../domain/time/zone.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { count } from '../../../platform/http/answers/answer-fields.js';
import type { Principal } from '../../caller/principal.js';
import { PracticesService } from '../../practices/practices.service.js';
import { SETTLE, TimerStore } from './timer-store.js';
import { timerAnswer, timerView, type TimerView } from './timer.answer.js';
import type { TimerLogInput } from './timer.input.js';
import { TimersRepository } from './timers.repository.js';

const TIMERS_MAX = 1_000;

export interface TimerLog {
  readonly items: readonly TimerView[];
  readonly totals: {
    readonly timers: number;
    readonly claimedSeconds: number;
    readonly grantedSeconds: number;
  };
  /** More timers started in the span than fit: ask again from the last one's start. */
  readonly truncated: boolean;
}

export const timerLogAnswer = z.strictObject({
  items: z.array(timerAnswer),
  totals: z.strictObject({ timers: count, claimedSeconds: count, grantedSeconds: count }),
  truncated: z.boolean(),
});

/** Claimed beside granted: what the clock would say, and what stands behind it. */
@Injectable()
export class TimerLogService {
  constructor(
    private readonly repository: TimersRepository,
    private readonly store: TimerStore,
    private readonly practices: PracticesService,
    private readonly clock: Clock,
  ) {}

  /**
   * Timers of one person that started in a span. A date as `from` or `to` means the whole day in the practice's zone.
   * @throws ProblemError 400 for a bad span, 403 for another person's log without `billing:read` or `admin`
   */
  async read(principal: Principal, input: TimerLogInput): Promise<TimerLog> {
    const staffId = input.staffId ?? principal.staffId;
    if (staffId === null) throw invalid('staffId', 'is required: the caller is no staff member');
    const mayReadOthers = principal.scopes.includes('billing:read') || principal.scopes.includes('admin');
    if (staffId !== principal.staffId && !mayReadOthers)
      throw new ProblemError(403, "Another person's log needs billing:read or admin.");
    const { zone } = await this.practices.get(principal);
    const from = bound(input.from, zone, 'from');
    const to = bound(input.to, zone, 'to');
    if (to <= from) throw invalid('to', 'must be after from');
    const limit = TIMERS_MAX + 1;
    const found = await this.repository.startedBetween(principal, staffId, { from, to, limit });
    const items: TimerView[] = [];
    for (const { timer } of found.slice(0, TIMERS_MAX)) {
      const settled = await this.store.step(principal, timer.id, SETTLE);
      if (settled.outcome === 'done') items.push(timerView(settled.stored, this.clock.now()));
    }
    const sum = (of: (view: TimerView) => number) => items.reduce((total, view) => total + of(view), 0);
    return {
      items,
      totals: {
        timers: items.length,
        claimedSeconds: sum((view) => view.claimedSeconds),
        grantedSeconds: sum((view) => view.grantedSeconds),
      },
      truncated: found.length > TIMERS_MAX,
    };
  }
}

function bound(text: string, zone: string, path: 'from' | 'to'): Instant {
  const date = parseLocalDate(text);
  if (date !== null) return startOfDay(path === 'to' ? addDays(date, 1) : date, zone);
  const at = parseInstant(text);
  if (at === null) throw invalid(path, 'must be a date or an instant with an offset');
  return at;
}

function invalid(path: string, message: string): ProblemError {
  return new ProblemError(400, 'The input is not valid.', [{ path, message }]);
}
