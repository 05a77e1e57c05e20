import { Injectable } from '@nestjs/common';
import { instant, type Instant } from '../../domain/time/instant.js';

/** The only source of "now" in the product. Tests replace it. */
export abstract class Clock {
  abstract now(): Instant;
}

@Injectable()
export class SystemClock extends Clock {
  now(): Instant {
    return instant(Date.now());
  }
}
