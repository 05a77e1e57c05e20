import { randomInt } from 'node:crypto';
import { SeededRandom } from '../../../src/cli/sample/seeded-random.js';

/** The seed of `FAULT_SEED`, or a new one. Printed, so that a run can be repeated. */
export function faultRandom(name: string): SeededRandom {
  const given = Number(process.env['FAULT_SEED'] ?? '');
  const seed = Number.isSafeInteger(given) && given > 0 ? given : randomInt(1, 2 ** 31);
  say(`${name}: FAULT_SEED=${seed}`);
  return new SeededRandom(seed);
}

/** Prints directly to the terminal, because jest adds the source location to console lines. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A count from the environment, for longer runs, or the given one. */
export function faultCount(variable: string, otherwise: number): number {
  const given = Number(process.env[variable] ?? '');
  return Number.isSafeInteger(given) && given > 0 ? given : otherwise;
}
