import type { LocalDate } from '../time/local-date.js';
import type { SourceId } from './sources.js';

/** The source of a value, or several sources if no single text says it all. */
export type Cited = SourceId | readonly [SourceId, SourceId, ...SourceId[]];

/** A value of the law, in force from a date of service until the next entry. A `null` value means "no such thing from then on". */
export interface Dated<T, S = Cited> {
  readonly from: string;
  readonly value: T;
  readonly source: S;
}

/** The latest entry whose `from` is on or before the day; undefined before the first entry. */
export function inForce<T, S>(entries: readonly Dated<T, S>[], day: LocalDate): Dated<T, S> | undefined {
  let found: Dated<T, S> | undefined;
  for (const entry of entries) if (entry.from <= day) found = entry;
  return found;
}

/** Like {@link inForce}, for a value that must exist on the day. Throws before the first entry: that is a bug in the rulebook. */
export function valueOn<T, S>(entries: readonly Dated<T, S>[], day: LocalDate, name: string): T {
  const entry = inForce(entries, day);
  if (!entry) throw new Error(`rulebook: no value of ${name} on ${day}`);
  return entry.value;
}
