import type { Instant } from '../../time/instant.js';
import type { LocalDate } from '../../time/local-date.js';
import { localDateAt, zoneAt, type ZoneHistory } from '../../time/zone.js';

/**
 * A span in which a patient has a device, half-open: `from` is inside, `to` is the first instant after it. null: not
 * returned yet.
 */
export interface AssignedSpan {
  readonly patientId: string;
  readonly from: Instant;
  readonly to: Instant | null;
}

export const QUARANTINE_REASONS = [
  ...(['unknown_device', 'unassigned_device', 'ambiguous_assignment'] as const),
  ...(['ambiguous_user', 'unknown_patient'] as const),
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

/** What the records say about one reading. It changes when they change. */
export type Attribution =
  | { readonly status: 'accepted'; readonly patientId: string; readonly serviceDay: LocalDate }
  | { readonly status: 'quarantined'; readonly reason: QuarantineReason };

export interface ReadingToAttribute {
  readonly takenAt: Instant;
  /** The sender cannot tell which person in a household used the device. */
  readonly ambiguousUser: boolean;
}

/** What is known about the device and the patients who had it. */
export interface AttributionRecords {
  /** null: the practice has no such device. */
  readonly spans: readonly AssignedSpan[] | null;
  readonly zonesOf: (patientId: string) => ZoneHistory | undefined;
}

/**
 * Finds the patient of a reading and the service day: the calendar date of measurement in the patient's zone at that
 * moment (rule R12). A reading without exactly one possible patient is quarantined, never guessed.
 */
export function recordReading(reading: ReadingToAttribute, records: AttributionRecords): Attribution {
  if (records.spans === null) return quarantined('unknown_device');
  if (reading.ambiguousUser) return quarantined('ambiguous_user');
  const { takenAt } = reading;
  let patientId: string | null = null;
  for (const span of records.spans) {
    if (span.from > takenAt || (span.to !== null && takenAt >= span.to)) continue;
    if (patientId !== null && patientId !== span.patientId) return quarantined('ambiguous_assignment');
    patientId = span.patientId;
  }
  if (patientId === null) return quarantined('unassigned_device');
  const zones = records.zonesOf(patientId);
  if (zones === undefined || zones.length === 0) return quarantined('unknown_patient');
  return { status: 'accepted', patientId, serviceDay: localDateAt(takenAt, zoneAt(zones, takenAt)) };
}

function quarantined(reason: QuarantineReason): Attribution {
  return { status: 'quarantined', reason };
}
