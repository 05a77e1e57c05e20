import type { LocalDate } from '../time/local-date.js';
import { localDate } from '../time/local-date.js';
import type { MeasuredValue } from './units.js';

interface Bounds {
  readonly from: LocalDate;
  /** Both ends are still plausible. */
  readonly min: number;
  readonly max: number;
}

const since = (from: string, min: number, max: number): Bounds => ({ from: localDate(from), min, max });
const EVER = '1900-01-01';

/**
 * What a living body can show, in the unit we keep for the code. These are our own limits, wide on purpose: they catch a
 * faulty sensor or a dog on the scale, never an ill patient. Latest `from` on or before the day of measurement holds.
 */
const BOUNDS = new Map<string, readonly Bounds[]>([
  ['8480-6', [since(EVER, 30, 370)]],
  ['8462-4', [since(EVER, 10, 360)]],
  ['8478-0', [since(EVER, 15, 365)]],
  ['8867-4', [since(EVER, 10, 400)]],
  ['8889-8', [since(EVER, 10, 400)]],
  ['9279-1', [since(EVER, 1, 150)]],
  ['59408-5', [since(EVER, 20, 100)]],
  ['2708-6', [since(EVER, 20, 100)]],
  ['29463-7', [since(EVER, 0.2, 700)]],
  ['3141-9', [since(EVER, 0.2, 700)]],
  ['8310-5', [since(EVER, 13, 47)]],
  ['2339-0', [since(EVER, 2, 3000)]],
  ['2345-7', [since(EVER, 2, 3000)]],
  ['41653-7', [since(EVER, 2, 3000)]],
  ['15074-8', [since(EVER, 2, 3000)]],
  ['99504-3', [since(EVER, 2, 3000)]],
]);

/** True when every value could come from a living body; a code without bounds is taken as plausible. Values normalised. */
export function arePlausible(values: readonly MeasuredValue[], day: LocalDate): boolean {
  for (const { code, value } of values) {
    const bounds = BOUNDS.get(code)?.findLast((one) => one.from <= day);
    if (bounds !== undefined && !(value >= bounds.min && value <= bounds.max)) return false;
  }
  return true;
}
