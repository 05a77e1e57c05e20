import type { SourceId } from '../sources.js';

/**
 * What may never be billed together: a second check on what the rules propose. These tables repeat the ladders and the
 * supply systems on purpose, so that an error there is still caught here.
 */
interface LimitedCodes {
  readonly codes: readonly string[];
  readonly source: SourceId;
}

/** At most one of these is billed in a device period (rules R13 and R20). */
const ONE_SUPPLY_CODE: LimitedCodes = {
  codes: ['99454', '99445', '98976', '98977', '98978', '98984', '98985', '98986'],
  source: 'S1',
};

interface CodePair {
  readonly code: string;
  readonly with: string;
  readonly source: SourceId;
}

/** Add-on codes with the base code that each one needs (rule R28). */
const ADD_ONS: readonly CodePair[] = [
  { code: '99458', with: '99457', source: 'S10' },
  { code: '98981', with: '98980', source: 'S18' },
  { code: '99439', with: '99490', source: 'S15' },
  { code: '99489', with: '99487', source: 'S15' },
  { code: '99437', with: '99491', source: 'S24' },
  { code: '99425', with: '99424', source: 'S24' },
  { code: '99427', with: '99426', source: 'S24' },
];

/** Shorter first steps with the longer code that takes their place (rule R28). */
const SHORT_STEPS: readonly CodePair[] = [
  { code: '99470', with: '99457', source: 'S5' },
  { code: '98979', with: '98980', source: 'S18' },
];

const SUPPLY = new Set(ONE_SUPPLY_CODE.codes);
const BASES = new Map(ADD_ONS.map((pair) => [pair.code, pair.with]));
const LONGER = new Map(SHORT_STEPS.map((pair) => [pair.code, pair.with]));

export function sharesSupplySlot(code: string): boolean {
  return SUPPLY.has(code);
}

/** The base that an add-on code needs; null: the code is not an add-on of monitoring or care management. */
export function baseOfAddOn(code: string): string | null {
  return BASES.get(code) ?? null;
}

/** The longer code that takes the place of a shorter first step; null: the code is not such a step. */
export function longerStepOf(code: string): string | null {
  return LONGER.get(code) ?? null;
}
