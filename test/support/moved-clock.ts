import { instant, parseInstant, type Instant } from '../../src/domain/time/instant.js';
import { Clock } from '../../src/platform/clock/clock.js';

/** A clock that does not move until a test moves it. */
export class MovedClock extends Clock {
  private current: Instant;

  constructor(start: string | Instant) {
    super();
    this.current = toInstant(start);
  }

  now(): Instant {
    return this.current;
  }

  moveTo(time: string | Instant): void {
    this.current = toInstant(time);
  }

  advanceSeconds(seconds: number): void {
    this.current = instant(this.current + seconds * 1000);
  }
}

function toInstant(time: string | Instant): Instant {
  if (typeof time === 'number') return time;
  const parsed = parseInstant(time);
  if (parsed === null) throw new Error(`not an instant with an offset: ${time}`);
  return parsed;
}
