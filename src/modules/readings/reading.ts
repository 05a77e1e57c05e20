import type { ReadingOrigin, SetAside } from '../../domain/facts/readings/device.js';
import type { QuarantineReason } from '../../domain/facts/readings/record-reading.js';
import type { MeasuredValue } from '../../domain/facts/readings/units.js';
import type { Instant } from '../../domain/time/instant.js';
import type { LocalDate } from '../../domain/time/local-date.js';

/** `discarded`: the reading was quarantined, and a person decided that it belongs to no patient. */
export type StoredStatus = 'accepted' | 'quarantined' | 'discarded';

/** A person's decision about one reading. */
export interface Decision<T> {
  by: string;
  reason: string;
  at: T;
}

/** One stored reading. */
export interface Reading {
  readonly id: string;
  readonly version: number;
  readonly source: string;
  /** Null when the sender gave no id. */
  readonly externalId: string | null;
  readonly deviceId: string;
  readonly patientId: string | null;
  readonly status: StoredStatus;
  readonly quarantineReason: QuarantineReason | null;
  readonly ambiguousUser: boolean;
  readonly origin: ReadingOrigin;
  readonly kind: string;
  readonly takenAt: Instant;
  readonly receivedAt: Instant;
  readonly ingestedAt: Instant;
  readonly serviceDay: LocalDate | null;
  readonly values: readonly MeasuredValue[];
  /** The JSON text as received. */
  readonly raw: string;
  readonly setAside: SetAside | null;
  readonly exclusion: Decision<Instant> | null;
  readonly discard: Decision<Instant> | null;
}
