import type { LocalDate } from '../../time/local-date.js';

/** A CMS file as a practice loaded it. Keys are codes; the keys of localities are `STATE/NUMBER`. */
export interface LoadedTable<T> {
  readonly release: string;
  /** First date of service. */
  readonly from: string;
  readonly values: Readonly<Record<string, T>>;
}

/** Tables in the order of their first dates, with the values as CMS prints them. */
export interface LoadedFees {
  readonly relativeValues: readonly LoadedTable<{
    readonly work: number;
    readonly practiceNonFacility: number;
    readonly practiceFacility: number;
    readonly malpractice: number;
  }>[];
  readonly gpci: readonly LoadedTable<{
    readonly work: number;
    readonly practice: number;
    readonly malpractice: number;
  }>[];
}

interface LoadedValue<T> {
  readonly release: string;
  readonly value: T;
}

/**
 * The value from the latest table in force that holds the key. CMS sets the fee schedule each year, so a table says
 * nothing about the years after its own.
 */
export function loadedInYear<T>(
  tables: readonly LoadedTable<T>[],
  key: string,
  day: LocalDate,
): LoadedValue<T> | null {
  const year = day.slice(0, 4);
  let found: LoadedValue<T> | null = null;
  for (const { release, from, values } of tables) {
    const value = values[key];
    if (value !== undefined && from <= day && from.startsWith(year)) found = { release, value };
  }
  return found;
}
