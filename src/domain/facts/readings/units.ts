/** A measured value as stored: in our unit for its LOINC code if we know the code, otherwise as sent. */
export interface MeasuredValue {
  /** LOINC. */
  readonly code: string;
  readonly value: number;
  /** UCUM. */
  readonly unit: string;
}

type Convert = (value: number) => number;

interface Quantity {
  readonly unit: string;
  readonly from: Readonly<Record<string, Convert>>;
}

const same: Convert = (value) => value;
const times =
  (factor: number): Convert =>
  (value) =>
    rounded(value * factor);

/** UCUM: a meter of mercury is 133.3220 kPa. */
const PRESSURE: Quantity = {
  unit: 'mm[Hg]',
  from: { 'mm[Hg]': same, kPa: times(1 / 0.133322), 'cm[Hg]': times(10) },
};
const RATE: Quantity = { unit: '/min', from: { '/min': same, '{beats}/min': same, '1/min': same } };
const SATURATION: Quantity = { unit: '%', from: { '%': same } };
/** UCUM: the avoirdupois pound is 453.59237 g. */
const MASS: Quantity = { unit: 'kg', from: { kg: same, g: times(0.001), '[lb_av]': times(0.45359237) } };
const TEMPERATURE: Quantity = {
  unit: 'Cel',
  from: { Cel: same, '[degF]': (value) => rounded(((value - 32) * 5) / 9) },
};
/** Glucose has 180.16 g/mol, so 1 mmol/L is 18.016 mg/dL. */
const GLUCOSE: Quantity = { unit: 'mg/dL', from: { 'mg/dL': same, 'mmol/L': times(18.016) } };

/** LOINC codes whose unit we know; any other code keeps the unit it came with. */
const QUANTITIES = new Map<string, Quantity>([
  ['8480-6', PRESSURE], // systolic
  ['8462-4', PRESSURE], // diastolic
  ['8478-0', PRESSURE], // mean
  ['8867-4', RATE], // heart rate
  ['8889-8', RATE], // heart rate by pulse oximeter
  ['9279-1', RATE], // respiratory rate
  ['59408-5', SATURATION], // oxygen by pulse oximeter
  ['2708-6', SATURATION], // oxygen, arterial
  ['29463-7', MASS], // body weight
  ['3141-9', MASS], // body weight, measured
  ['8310-5', TEMPERATURE], // body temperature
  ['2339-0', GLUCOSE], // blood
  ['2345-7', GLUCOSE], // serum or plasma
  ['41653-7', GLUCOSE], // capillary, by meter
  ['15074-8', GLUCOSE], // blood, molar
  ['99504-3', GLUCOSE], // interstitial fluid
]);

/**
 * The value in our unit for its code (mm[Hg], /min, %, kg, Cel, mg/dL; UCUM). A value of an unknown code is returned
 * as it is. null: the code is known, but the unit cannot be converted.
 */
export function normalizeValue(measured: MeasuredValue): MeasuredValue | null {
  const quantity = QUANTITIES.get(measured.code);
  if (quantity === undefined) return measured;
  if (quantity.unit === measured.unit) return measured;
  const convert = Object.hasOwn(quantity.from, measured.unit) ? quantity.from[measured.unit] : undefined;
  return convert ? { code: measured.code, value: convert(measured.value), unit: quantity.unit } : null;
}

/** The units that are converted for a code; null: every unit is stored as sent. */
export function unitsOf(code: string): readonly string[] | null {
  const quantity = QUANTITIES.get(code);
  return quantity ? Object.keys(quantity.from) : null;
}

/** Six decimals, so a conversion gives the same digits everywhere. */
function rounded(value: number): number {
  const scaled = Math.round(value * 1e6) / 1e6;
  return Number.isFinite(scaled) ? scaled : value;
}
