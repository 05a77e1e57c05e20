import type { Instant } from '../../domain/time/instant.js';
import { Clock } from '../../platform/clock/clock.js';

/** A clock that never moves, so that the output of `tally run` does not depend on when it runs. */
export class FixedClock extends Clock {
  constructor(private readonly at: Instant) {
    super();
  }

  now(): Instant {
    return this.at;
  }
}
