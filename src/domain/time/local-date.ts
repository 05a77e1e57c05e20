declare const brand: unique symbol;

/** A civil date `YYYY-MM-DD` of the proleptic Gregorian calendar, without a zone. Compares with `<` and `===`. */
export type LocalDate = string & { readonly [brand]: 'LocalDate' };

const SHAPE = /^(?:19|20|21)\d{2}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** Parses `YYYY-MM-DD`; null if the text is not a real date between the years 1900 and 2199. */
export function parseLocalDate(text: string): LocalDate | null {
  if (!SHAPE.test(text)) return null;
  return ofEpochDay(epochDay(text as LocalDate)) === text ? (text as LocalDate) : null;
}

/** Like {@link parseLocalDate}, for text that is known to be good. Throws a RangeError otherwise. */
export function localDate(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === null) throw new RangeError(`not a date of the form YYYY-MM-DD: ${text}`);
  return date;
}

const KNOWN_MAX = 100_000;
const knownDays = new Map<LocalDate, number>();
const known = new Map<number, LocalDate>();

/** Days since 1970-01-01. */
export function epochDay(date: LocalDate): number {
  let day = knownDays.get(date);
  if (day === undefined) {
    day =
      Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY_MS;
    if (knownDays.size < KNOWN_MAX) knownDays.set(date, day);
  }
  return day;
}

export function ofEpochDay(day: number): LocalDate {
  let date = known.get(day);
  if (date === undefined) {
    date = new Date(day * DAY_MS).toISOString().slice(0, 10) as LocalDate;
    if (known.size < KNOWN_MAX) known.set(day, date);
  }
  return date;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return ofEpochDay(epochDay(date) + days);
}

/** Whole days from `from` to `to`; negative if `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return epochDay(to) - epochDay(from);
}

/** The latest of the known dates; null if none is known. */
export function latest(...dates: readonly (LocalDate | null)[]): LocalDate | null {
  return dates.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}

/** The earliest of the known dates; null if none is known. */
export function earliest(...dates: readonly (LocalDate | null)[]): LocalDate | null {
  return dates.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
}
