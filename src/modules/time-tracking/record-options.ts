import type { Instant } from '../../domain/time/instant.js';
import type { TimeSource } from './entries/time-entry.js';

export interface RecordOptions {
  /** Where the lines come from, whatever they say themselves. */
  readonly source?: Exclude<TimeSource, 'timer'>;
  /** Judge "in the future" by this instant (exclusive) instead of the clock: a run over files as of a past day. */
  readonly asOfEnd?: Instant;
}
