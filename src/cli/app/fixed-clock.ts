import type { Instant } from '../../domain/time/instant.js';
import { Clock } from '../../platform/clock/clock.js';

/** Stands still: what a run over files writes must not depend on when it runs. */
export class FixedClock extends Clock {
  constructor(private readonly at: Instant) {
    super();
  }

  now(): Instant {
    return this.at;
  }
}
