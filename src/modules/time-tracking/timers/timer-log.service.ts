import { Injectable } from '@nestjs/common';
import { parseInstant, type Instant } from '../../../domain/time/instant.js';
import { addDays, parseLocalDate } from '../../../domain/time/local-date.js';
import { startOfDay } from '../../../domain/time/zone.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import type { Principal } from '../../caller/principal.js';
import { PracticesService } from '../../practices/practices.service.js';
import { SETTLE, TimerStore } from './timer-store.js';
import { toTimerAnswer, type TimerAnswer, type TimerLogAnswer } from './timer.answer.js';
import type { TimerLogInput } from './timer.input.js';
import { TimersRepository } from './timers.repository.js';

const TIMERS_MAX = 1_000;

/** Shows the clocked time of each timer next to the time that was granted. */
@Injectable()
export class TimerLogService {
  constructor(
    private readonly repository: TimersRepository,
    private readonly store: TimerStore,
    private readonly practices: PracticesService,
    private readonly clock: Clock,
  ) {}

  /**
   * Lists the timers of one person that started in a span. A date in `from` or `to` means the whole day in the
   * practice's zone.
   * @throws ProblemError 400 for a bad span; 403 for another person's log without `billing:read` or `admin`
   */
  async read(principal: Principal, input: TimerLogInput): Promise<TimerLogAnswer> {
    const staffId = input.staffId ?? principal.staffId;
    if (staffId === null) throw invalid('staffId', 'is required because the caller is not a staff member');
    const mayReadOthers = principal.scopes.includes('billing:read') || principal.scopes.includes('admin');
    if (staffId !== principal.staffId && !mayReadOthers)
      throw new ProblemError(403, "Reading another person's log requires the scope billing:read or admin.");
    const { zone } = await this.practices.get(principal);
    const from = bound(input.from, zone, 'from');
    const to = bound(input.to, zone, 'to');
    if (to <= from) throw invalid('to', 'must be after from');
    const limit = TIMERS_MAX + 1;
    const found = await this.repository.startedBetween(principal, staffId, { from, to, limit });
    const items: TimerAnswer[] = [];
    for (const { timer } of found.slice(0, TIMERS_MAX)) {
      const settled = await this.store.step(principal, timer.id, SETTLE);
      if (settled.outcome === 'done') items.push(toTimerAnswer(settled.stored, this.clock.now()));
    }
    const sum = (of: (timer: TimerAnswer) => number) => items.reduce((total, timer) => total + of(timer), 0);
    return {
      items,
      totals: {
        timers: items.length,
        clockedSeconds: sum((timer) => timer.clockedSeconds),
        grantedSeconds: sum((timer) => timer.grantedSeconds),
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
