import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReadingsService } from '../../src/modules/readings/readings.service.js';
import { bloodPressure, startReadingPractice, type ReadingPractice } from '../support/reading-practice.js';

let practice: ReadingPractice;
let readings: ReadingsService;

beforeAll(async () => {
  practice = await startReadingPractice();
  readings = practice.app.get(ReadingsService);
});
afterAll(() => practice.close());

/** Deliveries of up to six readings: first any of them any number of times, then each of them once. */
const deliveries = fc.record({
  days: fc.array(fc.integer({ min: 10, max: 19 }), { minLength: 1, maxLength: 6 }),
  picks: fc.array(fc.nat(), { maxLength: 20 }),
  hasIds: fc.boolean(),
  /** The remaining readings arrive as concurrent single deliveries. */
  inBatch: fc.nat(26),
});

/** A thousand runs against a slow server take minutes. */
const RUNS_MS_MAX = 900_000;

describe('any order and repetition of deliveries', () => {
  it(
    'gives the same store, each reading accepted exactly once',
    async () => {
      const { principal } = practice;
      let run = 0;
      await fc.assert(
        fc.asyncProperty(deliveries, async ({ days, picks, hasIds, inBatch }) => {
          run += 1;
          const inputs = days.map((day, index) =>
            bloodPressure({
              source: `run-${run}`,
              externalId: hasIds ? `R${index}` : null,
              // Just after midnight UTC is still the previous day in Chicago.
              takenAt: `2026-02-${day}T03:00:0${index}Z`,
            }),
          );
          const delivered = [...picks.map((pick) => inputs[pick % inputs.length]), ...inputs];
          const answers = [
            ...(await readings.ingest(principal, delivered.slice(0, inBatch))),
            ...(
              await Promise.all(delivered.slice(inBatch).map((input) => readings.ingest(principal, [input])))
            ).flat(),
          ];
          const accepted = answers.filter(({ status }) => status === 'accepted');
          expect(accepted).toHaveLength(inputs.length);
          expect(answers.every(({ status }) => status === 'accepted' || status === 'duplicate')).toBe(true);
          const stored = await Promise.all(accepted.map(({ id }) => readings.get(principal, id ?? '')));
          expect(stored.map((one) => one?.serviceDay).sort()).toEqual(
            days.map((day) => `2026-02-${String(day - 1).padStart(2, '0')}`).sort(),
          );
        }),
      );
    },
    RUNS_MS_MAX,
  );
});
