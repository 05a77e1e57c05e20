import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { instant } from '../../../domain/time/instant.js';
import { Clock } from '../../../platform/clock/clock.js';
import { jobPrincipal } from '../../caller/principal.js';
import { TimeEntriesRepository } from '../entries/time-entries.repository.js';
import { TimeEntriesService } from '../entries/time-entries.service.js';
import { SETTLE, TimerStore } from './timer-store.js';
import { FORGOTTEN_AFTER_SECONDS, PAUSE_HOURS_MAX } from './timer.js';
import { TimersRepository } from './timers.repository.js';

const TIMERS_MAX = 1_000;

/** Ends forgotten timers and finishes what a crash interrupted. Several workers may run it at the same time. */
@Injectable()
export class TimerSweep {
  private readonly logger = new Logger(TimerSweep.name);

  constructor(
    private readonly timers: TimersRepository,
    private readonly store: TimerStore,
    private readonly entries: TimeEntriesRepository,
    private readonly service: TimeEntriesService,
    private readonly clock: Clock,
  ) {}

  @Cron('0 * * * * *', { waitForCompletion: true })
  async tick(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      // The next minute tries again. Only the error's name is logged because its message may hold values.
      this.logger.error(`timer sweep failed: ${error instanceof Error ? error.name : 'unknown'}`);
    }
  }

  /** @returns the number of timers that it ended */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const silent = [
      ...(await this.timers.silentSince(
        'running',
        instant(now - FORGOTTEN_AFTER_SECONDS * 1000),
        TIMERS_MAX,
      )),
      ...(await this.timers.silentSince('paused', instant(now - PAUSE_HOURS_MAX * 3_600_000), TIMERS_MAX)),
    ];
    let ended = 0;
    for (const { practiceId, id } of silent) {
      const settled = await this.store.step(jobPrincipal(practiceId), id, SETTLE);
      if (settled.outcome === 'done' && settled.stored.timer.state === 'stopped') ended += 1;
    }
    const practiceIds = [
      ...(await this.timers.practicesWithPending()),
      ...(await this.entries.practicesWithPending()),
    ];
    for (const practiceId of new Set(practiceIds)) await this.service.finishPending(jobPrincipal(practiceId));
    return ended;
  }
}
