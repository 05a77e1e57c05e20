import type { SampleDevice } from './sample-files.js';
import { sampleValues, type SampleValue } from './sample-values.js';
import type { SeededRandom } from './seeded-random.js';

export interface SampleReading {
  readonly deviceId: string;
  readonly takenMs: number;
  readonly kind: string;
  readonly origin: 'device_auto' | 'manual_entry' | 'test';
  readonly values: readonly SampleValue[];
  readonly user?: 'ambiguous';
}

export function automatic(device: SampleDevice, takenMs: number, random: SeededRandom): SampleReading {
  const values = sampleValues(device.parameter, random);
  return { deviceId: device.id, takenMs, kind: device.parameter, origin: 'device_auto', values };
}
