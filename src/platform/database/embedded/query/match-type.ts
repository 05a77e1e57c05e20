import { typeRank } from '../documents/compare-values.js';
import { NotSupported } from '../documents/not-supported.js';

const RANKS: Record<string, number> = {
  number: 2,
  string: 3,
  object: 4,
  array: 5,
  binData: 6,
  objectId: 7,
  bool: 8,
  date: 9,
};
const NUMBERED: Record<number, string> = {
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
};

/** The test of `$type`: an alias, a number or a list of them. Kinds of number are not told apart. */
export function matchesType(operand: unknown): (value: unknown) => boolean {
  const tests = (Array.isArray(operand) ? operand : [operand]).map((item: unknown) => {
    const alias = typeof item === 'number' ? NUMBERED[item] : item;
    if (alias === 'null') return (value: unknown) => value === null;
    const rank = typeof alias === 'string' ? RANKS[alias] : undefined;
    if (rank === undefined) throw new NotSupported(`$type ${JSON.stringify(item)}`);
    return (value: unknown) => typeRank(value) === rank && value !== null && value !== undefined;
  });
  return (value) => tests.some((test) => test(value));
}
