import type { SeededRandom } from './seeded-random.js';

/** A measured value as a gateway sends it: LOINC code, number, UCUM unit. */
export interface SampleValue {
  readonly code: string;
  readonly value: number;
  readonly unit: string;
}

export const BATTERY_VALUES: readonly SampleValue[] = [{ code: 'battery-level', value: 12, unit: '%' }];

/** What a device measures on an ordinary day, sometimes in another country's unit. */
export function sampleValues(parameter: string, random: SeededRandom): SampleValue[] {
  const tenths = (min: number, max: number): number => random.whole(min * 10, max * 10) / 10;
  switch (parameter) {
    case 'blood_pressure':
      return [
        { code: '8480-6', value: random.whole(104, 168), unit: 'mm[Hg]' },
        { code: '8462-4', value: random.whole(58, 98), unit: 'mm[Hg]' },
        { code: '8867-4', value: random.whole(52, 104), unit: '/min' },
      ];
    case 'weight':
      return random.chance(0.3)
        ? [{ code: '29463-7', value: tenths(120, 260), unit: '[lb_av]' }]
        : [{ code: '29463-7', value: tenths(55, 118), unit: 'kg' }];
    case 'spo2':
      return [{ code: '59408-5', value: random.whole(88, 99), unit: '%' }];
    case 'glucose':
      return random.chance(0.3)
        ? [{ code: '2339-0', value: tenths(4, 14), unit: 'mmol/L' }]
        : [{ code: '2339-0', value: random.whole(70, 260), unit: 'mg/dL' }];
    case 'temperature':
      return random.chance(0.4)
        ? [{ code: '8310-5', value: tenths(97, 100), unit: '[degF]' }]
        : [{ code: '8310-5', value: tenths(36, 38), unit: 'Cel' }];
    default:
      return [{ code: '19935-6', value: random.whole(180, 520), unit: 'L/min' }];
  }
}

/** What a faulty sensor sends: no body has these values. */
export function impossibleValues(values: readonly SampleValue[]): SampleValue[] {
  return values.map((one) => ({ ...one, value: -9999 }));
}
