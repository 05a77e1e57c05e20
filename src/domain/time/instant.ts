import { DateTime } from 'luxon';
import { ofEpochDay } from './local-date.js';

declare const brand: unique symbol;

/** A point on the time line: milliseconds since 1970-01-01T00:00:00Z. Compares with `<`. */
export type Instant = number & { readonly [brand]: 'Instant' };

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const OFFSET = /([+-])(\d{2}):?(\d{2})$/;
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

export function instant(epochMillis: number): Instant {
  return epochMillis as Instant;
}

/**
 * Parses an ISO 8601 date-time with an offset and an hour from 00 to 23 (RFC 3339 has no 24:00). Returns null for any other
 * text and for a time that does not exist.
 */
export function parseInstant(text: string): Instant | null {
  if (!WITH_OFFSET.test(text)) return null;
  if (text.endsWith('Z')) {
    // Date.parse reads the UTC form by the standard; it rejects days such as 02-30 only by rolling over.
    const millis = Date.parse(text);
    if (!Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text.slice(0, 16)))
      return instant(millis);
    return null;
  }
  return fromUsualOffset(text) ?? fromAnyOffset(text);
}

/** The offset from UTC in a parsed text, in milliseconds. */
export function offsetMillisOf(text: string): number {
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? [];
  const millis = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
  return sign === '-' ? -millis : millis;
}

/** The usual case, and many times as fast as luxon. */
function fromUsualOffset(text: string): Instant | null {
  const [tail, sign, hours, minutes] = OFFSET.exec(text) ?? [];
  if (tail === undefined || Number(hours) > 14 || Number(minutes) > 59) return null;
  const wall = parseInstant(`${text.slice(0, -tail.length)}Z`);
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  return wall === null ? null : instant(sign === '-' ? wall + offset : wall - offset);
}

function fromAnyOffset(text: string): Instant | null {
  const parsed = DateTime.fromISO(text, { setZone: true });
  return parsed.isValid ? instant(parsed.toMillis()) : null;
}

/** ISO 8601 in UTC, the form of every instant in the API. */
export function formatInstant(value: Instant): string {
  const day = Math.floor(value / DAY_MS);
  const millis = value - day * DAY_MS;
  const date = ofEpochDay(day);
  // Dates with four-digit years are cached as text, so only the clock time is formatted, which is much
  // faster.
  if (!Number.isInteger(millis) || date[4] !== '-') return new Date(value).toISOString();
  const [hour, minute, second] = [millis / HOUR_MS, (millis / MINUTE_MS) % 60, (millis / 1000) % 60];
  return `${date}T${pair(hour)}:${pair(minute)}:${pair(second)}.${String(millis % 1000).padStart(3, '0')}Z`;
}

const PAIRS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

function pair(number: number): string {
  return PAIRS[Math.floor(number)] ?? '';
}
