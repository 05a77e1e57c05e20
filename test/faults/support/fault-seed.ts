import { randomInt } from 'node:crypto';
import { SeededRandom } from '../../../src/cli/sample/seeded-random.js';

/** A seed from `FAULT_SEED`, else a new one; printed, so that a run can be repeated. */
export function faultRandom(name: string): SeededRandom {
  const given = Number(process.env['FAULT_SEED'] ?? '');
  const seed = Number.isSafeInteger(given) && given > 0 ? given : randomInt(1, 2 ** 31);
  say(`${name}: FAULT_SEED=${seed}`);
  return new SeededRandom(seed);
}

/** Straight to the terminal: jest wraps console lines in the place they come from. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A count from the environment, for longer runs; else the one given. */
export function faultCount(variable: string, otherwise: number): number {
  const given = Number(process.env[variable] ?? '');
  return Number.isSafeInteger(given) && given > 0 ? given : otherwise;
}
