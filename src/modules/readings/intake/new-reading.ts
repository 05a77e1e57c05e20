import type { SetAside } from '../../../domain/facts/readings/device.js';
import type { Instant } from '../../../domain/time/instant.js';
import type { ReadingContent, ReadingIdentity } from './reading-identity.js';

/** A valid reading, before its device is looked up. */
export interface NewReading extends ReadingContent, ReadingIdentity {
  readonly source: string;
  readonly receivedAt: Instant;
  /** Why the reading can never count, as far as its own content shows. */
  readonly setAside: SetAside | null;
  /** The JSON text as received. */
  readonly raw: string;
}
