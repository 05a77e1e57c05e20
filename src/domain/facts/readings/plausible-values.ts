import { localDate, type LocalDate } from '../../time/local-date.js';
import type { MeasuredValue } from './units.js';

interface Bounds {
  readonly from: LocalDate;
  /** UCUM unit that these bounds are for, if the code comes in several that are not converted; null: any unit. */
  readonly unit: string | null;
  /** Both ends are plausible. */
  readonly min: number;
  readonly max: number;
}

const EVER = localDate('1900-01-01');
const ever = (min: number, max: number, unit: string | null = null): Bounds => ({
  from: EVER,
  unit,
  min,
  max,
});

/** Peak flow meters show 60 to 800 L/min (ISO 23747), and nobody blows much harder. */
const PEAK_FLOW = [ever(0, 1_200, 'L/min'), ever(0, 20, 'L/s'), ever(0, 20_000, 'mL/s')];
/** The largest lungs ever measured held less than 12 L. */
const LUNG_VOLUME = [ever(0, 15, 'L'), ever(0, 15_000, 'mL')];
const TEMPERATURE = [ever(13, 47, 'Cel'), ever(55, 117, '[degF]')];
const GLUCOSE = [ever(2, 3_000, 'mg/dL'), ever(0.1, 167, 'mmol/L')];
const HEIGHT = [ever(20, 280, 'cm'), ever(0.2, 2.8, 'm'), ever(8, 110, '[in_i]')];

/**
 * What a living body can show, in our unit for the code. These are our own limits, wide on purpose: they catch a
 * faulty sensor or a dog on the scale, never a sick patient. The latest `from` on or before the day of measurement
 * applies.
 */
const BOUNDS = new Map<string, readonly Bounds[]>([
  ['8480-6', [ever(30, 370)]],
  ['8462-4', [ever(10, 360)]],
  ['8478-0', [ever(15, 365)]],
  ['8867-4', [ever(10, 400)]],
  ['8889-8', [ever(10, 400)]],
  ['9279-1', [ever(1, 150)]],
  ['59408-5', [ever(20, 100)]],
  ['2708-6', [ever(20, 100)]],
  ['29463-7', [ever(0.2, 700)]],
  ['3141-9', [ever(0.2, 700)]],
  ['8310-5', [ever(13, 47)]],
  ['2339-0', [ever(2, 3000)]],
  ['2345-7', [ever(2, 3000)]],
  ['41653-7', [ever(2, 3000)]],
  ['15074-8', [ever(2, 3000)]],
  ['99504-3', [ever(2, 3000)]],
  // Codes of home devices whose units are stored as sent.
  ['40443-4', [ever(10, 400)]], // resting heart rate
  ['19935-6', PEAK_FLOW],
  ['20150-9', LUNG_VOLUME], // in the first second
  ['19868-9', LUNG_VOLUME], // forced vital capacity
  ['19926-5', [ever(0, 100, '%')]], // the one as a part of the other
  ['8328-7', TEMPERATURE], // axillary
  ['8331-1', TEMPERATURE], // oral
  ['8332-5', TEMPERATURE], // rectal
  ['8333-3', TEMPERATURE], // in the ear
  ['14743-9', GLUCOSE], // capillary, molar
  ['2340-8', GLUCOSE], // blood, by test strip
  ['8302-2', HEIGHT],
  ['39156-5', [ever(3, 250, 'kg/m2')]], // body mass index
  ['41982-0', [ever(1, 90, '%')]], // body fat
  ['34714-6', [ever(0.2, 30)]], // INR
  ['6301-6', [ever(0.2, 30)]], // INR
  ['41950-7', [ever(0, 300_000)]], // steps in a day
  ['55423-8', [ever(0, 300_000)]], // steps
]);

/** Absolute zero. */
const COLDEST: Readonly<Record<string, number>> = { Cel: -273.15, '[degF]': -459.67 };
/** Units relative to a mean or to another value, such as `{Zscore}` or `kg{change}`, may be negative. */
const RELATIVE = /\{[^}]*(score|change|diff|delta)[^}]*\}/i;

/**
 * Could every value come from a living body, or at least from nature if we have no bounds for the code? An amount, a
 * rate or a count is never negative, so a device's failure mark (-9999, -1) is not a value. Expects normalized
 * values.
 */
export function arePlausible(values: readonly MeasuredValue[], day: LocalDate): boolean {
  for (const { code, value, unit } of values) {
    const bounds = BOUNDS.get(code)?.findLast(
      (one) => one.from <= day && (one.unit === null || one.unit === unit),
    );
    const min = bounds?.min ?? leastIn(unit);
    if (!(value >= min && value <= (bounds?.max ?? Infinity))) return false;
  }
  return true;
}

function leastIn(unit: string): number {
  if (RELATIVE.test(unit)) return -Infinity;
  return (Object.hasOwn(COLDEST, unit) ? COLDEST[unit] : undefined) ?? 0;
}
