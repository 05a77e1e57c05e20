import type { LocalDate } from '../time/local-date.js';

/** A value of the law from a day on, until the next entry. `null` says that there is no such thing from that day. */
export interface Dated<T> {
  readonly from: string;
  readonly value: T;
  /** Ids of sources, see `sources.ts`, or a loaded release; `K` and `D` mark known and derived values (docs/rules). */
  readonly source: string;
}

/** The latest entry with `from` on or before the day; undefined before the first. */
export function inForce<T>(entries: readonly Dated<T>[], day: LocalDate): Dated<T> | undefined {
  let found: Dated<T> | undefined;
  for (const entry of entries) if (entry.from <= day) found = entry;
  return found;
}

/** As {@link inForce}, for a parameter that the law must name on the day. Throws where the table is silent: a defect of ours. */
export function valueOn<T>(entries: readonly Dated<T>[], day: LocalDate, name: string): T {
  const entry = inForce(entries, day);
  if (!entry) throw new Error(`rulebook: no value of ${name} on ${day}`);
  return entry.value;
}
