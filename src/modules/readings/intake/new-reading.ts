import type { SetAside } from '../../../domain/facts/readings/device.js';
import type { Instant } from '../../../domain/time/instant.js';
import type { ReadingContent, ReadingIdentity } from './reading-identity.js';

/** A valid reading before anything is known of its device. */
export interface NewReading extends ReadingContent, ReadingIdentity {
  readonly source: string;
  readonly receivedAt: Instant;
  /** Why it can never count, as far as it shows by itself. */
  readonly setAside: SetAside | null;
  /** The payload as it came, JSON text. */
  readonly raw: string;
}
