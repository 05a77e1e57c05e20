import { DateTime } from 'luxon';
import { formatInstant, instant } from '../../domain/time/instant.js';
import type { LocalDate } from '../../domain/time/local-date.js';
import { startOfDay } from '../../domain/time/zone.js';
import type { SeededRandom } from './seeded-random.js';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A line, and when it arrives. */
export interface Delivery {
  readonly arrivesAtMs: number;
  readonly line: string;
}

/** Writes an instant as a sender would: in UTC, in its own zone or in a distant zone. All mean the same. */
export function spelled(atMs: number, zone: string): string {
  if (zone === 'UTC') return formatInstant(instant(atMs)).replace('.000Z', 'Z');
  return DateTime.fromMillis(atMs, { zone }).toISO({ suppressMilliseconds: true }) ?? '';
}

export function spellingZone(random: SeededRandom, ownZone: string): string {
  const roll = random.next();
  if (roll < 0.6) return 'UTC';
  return roll < 0.95 ? ownZone : 'Asia/Tokyo';
}

/** Seconds after the start of a day. On a day with a clock change the wall clock may be an hour off. */
export function wallTime(day: LocalDate, secondsOfDay: number, zone: string): number {
  return startOfDay(day, zone) + secondsOfDay * SECOND_MS;
}

/** Sorts by arrival. Lines that arrive at the same time keep their order. */
export function inOrderOfArrival(deliveries: Delivery[]): string[] {
  return deliveries.sort((a, b) => a.arrivesAtMs - b.arrivesAtMs).map(({ line }) => line);
}

/** Inserts each damaged line somewhere among the good ones. */
export function withDamage(lines: string[], damaged: readonly string[], random: SeededRandom): string[] {
  for (const line of damaged) lines.splice(random.whole(0, lines.length), 0, line);
  return lines;
}
