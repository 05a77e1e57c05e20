import { formatInstant, type Instant } from '../../../domain/time/instant.js';

/** The number of a patient's readings that one source delivered on one day. */
export interface Delivery {
  /** The UTC date on which we took the readings in. */
  readonly day: string;
  readonly source: string;
  readonly readings: number;
}

const DAY_CHARACTERS = 10;

/** Counts readings by day and source, latest day first, then by source. */
export function deliveriesOf(
  readings: Iterable<{ readonly source: string; readonly ingestedAt: Instant }>,
): Delivery[] {
  const counts = new Map<string, Delivery>();
  for (const { source, ingestedAt } of readings) {
    const day = formatInstant(ingestedAt).slice(0, DAY_CHARACTERS);
    const key = `${day} ${source}`;
    counts.set(key, { day, source, readings: (counts.get(key)?.readings ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => compare(b.day, a.day) || compare(a.source, b.source));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
