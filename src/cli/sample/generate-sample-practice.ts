import { localDate } from '../../domain/time/local-date.js';
import { inOrderOfArrival, withDamage, type Delivery } from './sample-delivery.js';
import type { SamplePracticeFile } from './sample-files.js';
import { damagedReadings, readingDeliveries } from './sample-readings.js';
import {
  SAMPLE_PAYERS,
  SAMPLE_PRACTICE_ID,
  SAMPLE_ZONE,
  sampleNpi,
  samplePatient,
  sampleStaff,
  type SamplePatient,
  type SampleSpan,
} from './sample-records.js';
import { PATIENTS_A_ROUND } from './sample-stories.js';
import { damagedEntries, timeDeliveries } from './sample-time.js';
import { SeededRandom } from './seeded-random.js';

export interface SampleParameters extends SampleSpan {
  readonly patients: number;
}

/** The three files of `tally run`. Lines have no line feed. Each iteration generates the same lines again. */
export interface SamplePractice {
  readonly practice: SamplePracticeFile;
  readonly readings: Iterable<string>;
  readonly time: Iterable<string>;
}

export const SAMPLE_DEFAULTS: SampleParameters = {
  patients: 60,
  seed: 20_260_405,
  from: localDate('2025-10-01'),
  to: localDate('2026-03-31'),
  density: 1,
};

/**
 * Generates a fictional practice with every fault that occurs in real life. The same parameters give the same bytes, and no clock is
 * read. Memory use is small for any number of patients, because lines are generated sixty patients at a time.
 */
export function generateSamplePractice(parameters: Partial<SampleParameters> = {}): SamplePractice {
  const all: SampleParameters = { ...SAMPLE_DEFAULTS, ...parameters };
  const patients = Array.from({ length: all.patients }, (_, index) =>
    samplePatient(index, all.patients, all),
  );
  return {
    practice: {
      practice: {
        id: SAMPLE_PRACTICE_ID,
        name: 'Sample Remote Care Practice',
        npi: sampleNpi(90_000_000),
        taxId: '00-0000000',
        timezone: SAMPLE_ZONE,
      },
      payers: SAMPLE_PAYERS,
      staff: sampleStaff(all.patients),
      patients: patients.map(({ record }) => record),
    },
    readings: { [Symbol.iterator]: () => lines(patients, all, READINGS) },
    time: { [Symbol.iterator]: () => lines(patients, all, TIME) },
  };
}

interface Kind {
  readonly salt: number;
  readonly deliveries: (one: SamplePatient, span: SampleSpan) => Delivery[];
  readonly damaged: (one: SamplePatient, span: SampleSpan) => string[];
}

const READINGS: Kind = { salt: 101, deliveries: readingDeliveries, damaged: damagedReadings };
const TIME: Kind = { salt: 202, deliveries: timeDeliveries, damaged: damagedEntries };

function* lines(patients: readonly SamplePatient[], span: SampleSpan, kind: Kind): Generator<string> {
  for (let first = 0; first < patients.length; first += PATIENTS_A_ROUND) {
    const round = patients.slice(first, first + PATIENTS_A_ROUND);
    const random = SeededRandom.ofPart(span.seed + kind.salt, first);
    const ordered = inOrderOfArrival(round.flatMap((one) => kind.deliveries(one, span)));
    const damaged = round[0] === undefined ? [] : kind.damaged(round[0], span);
    yield* withDamage(ordered, damaged, random);
  }
}
