import fc from 'fast-check';

// Jest runs this file before each spec. Without PROPERTY_SEED every property draws the same values on every machine.
// `npm run test:explore` sets PROPERTY_SEED: other values, and ten times as many.
const FIXED_SEED = 20_261_130;
const RUNS = 1000;
const seed = process.env['PROPERTY_SEED'];
const times = seed === undefined ? 1 : 10;

fc.configureGlobal({ seed: seed === undefined ? FIXED_SEED : Number(seed), numRuns: RUNS * times });

/** For a property whose runs are slow or many: this many instead of 1000. */
export function propertyRuns(count: number): { readonly numRuns: number } {
  return { numRuns: count * times };
}
