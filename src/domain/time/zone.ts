import { DateTime, IANAZone } from 'luxon';
import { instant, type Instant } from './instant.js';
import { ofEpochDay, type LocalDate } from './local-date.js';

/** A person's zones over time. Each is in force from its instant on. The first entry has no beginning. */
export type ZoneHistory = readonly ZoneSpan[];
/** The zone in which each day begins first, so its date is never behind the date anywhere else. */
export const FIRST_ZONE = 'Pacific/Kiritimati';

interface ZoneSpan {
  /** IANA name, such as `America/Chicago`. */
  readonly zone: string;
  /** null: from the beginning. */
  readonly from: Instant | null;
}

const DAY_MS = 86_400_000;
/** Zone rules change on quarter hours of UTC, so one offset serves each quarter hour. */
const SLOT_MS = 900_000;
const SLOTS_MAX = 50_000;
/** By zone and date. */
const starts = new Map<string, Map<LocalDate, Instant>>();
/** By zone and quarter hour. */
const offsets = new Map<string, Map<number, number>>();
/** By zone and day of UTC; null: the offset changes on it. */
const dayOffsets = new Map<string, Map<number, number | null>>();

const known = new Map<string, boolean>();

/** Is it an IANA zone name? Answers are cached, because the lookup is slow. */
export function isZone(name: string): boolean {
  let valid = known.get(name);
  if (valid === undefined) {
    valid = IANAZone.isValidZone(name);
    if (known.size < 2_000) known.set(name, valid);
  }
  return valid;
}

/** The zone in force at an instant. Throws a RangeError for an empty history. */
export function zoneAt(history: ZoneHistory, at: Instant): string {
  let zone: string | undefined;
  for (const span of history) if (span.from === null || span.from <= at) zone = span.zone;
  zone ??= history[0]?.zone;
  if (zone === undefined) throw new RangeError('a zone history needs one entry at least');
  return zone;
}

/** The calendar date in `zone` at an instant. */
export function localDateAt(at: Instant, zone: string): LocalDate {
  return ofEpochDay(Math.floor((at + offsetMillis(at, zone)) / DAY_MS));
}

/** The first instant of a date in `zone`: 00:00, or the first minute that exists if a clock change skips midnight. */
export function startOfDay(date: LocalDate, zone: string): Instant {
  const known = ofZone(starts, zone);
  let start = known.get(date);
  if (start === undefined) {
    start = instant(DateTime.fromISO(date, { zone }).startOf('day').toMillis());
    if (known.size >= SLOTS_MAX) known.clear();
    known.set(date, start);
  }
  return start;
}

/** Like {@link startOfDay}, in the zone in force when the day begins. */
export function startOfPatientDay(date: LocalDate, history: ZoneHistory): Instant {
  const first = history[0]?.zone;
  if (first === undefined) throw new RangeError('a zone history needs one entry at least');
  return startOfDay(date, zoneAt(history, startOfDay(date, first)));
}

/** The patient's calendar date at an instant. */
export function patientDayAt(at: Instant, history: ZoneHistory): LocalDate {
  return localDateAt(at, zoneAt(history, at));
}

/** The instant of a local time without an offset, such as `2025-04-02T10:00:00`; null if the text is not one. */
export function instantOfWallTime(text: string, zone: string): Instant | null {
  const parsed = DateTime.fromISO(text, { zone });
  return parsed.isValid ? instant(parsed.toMillis()) : null;
}

function offsetMillis(at: Instant, zone: string): number {
  const day = Math.floor(at / DAY_MS);
  const known = ofZone(dayOffsets, zone);
  let offset = known.get(day);
  if (offset === undefined) {
    // No zone changes its offset and changes it back within one day.
    const first = slotOffset(instant(day * DAY_MS), zone);
    offset = first === slotOffset(instant((day + 1) * DAY_MS - SLOT_MS), zone) ? first : null;
    if (known.size >= SLOTS_MAX) known.clear();
    known.set(day, offset);
  }
  return offset ?? slotOffset(at, zone);
}

function slotOffset(at: Instant, zone: string): number {
  const slot = Math.floor(at / SLOT_MS);
  const slots = ofZone(offsets, zone);
  let offset = slots.get(slot);
  if (offset === undefined) {
    offset = IANAZone.create(zone).offset(at) * 60_000;
    if (slots.size >= SLOTS_MAX) slots.clear();
    slots.set(slot, offset);
  }
  return offset;
}

function ofZone<K, T>(all: Map<string, Map<K, T>>, zone: string): Map<K, T> {
  let own = all.get(zone);
  if (!own) all.set(zone, (own = new Map()));
  return own;
}
