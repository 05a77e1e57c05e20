import { telehealthCode } from '../../rulebook/codes.js';
import type { LocalDate } from '../../time/local-date.js';
import { holds, type Period } from '../../time/period.js';
import { invariant } from '../../invariant.js';

/**
 * A second opinion on what the rules proposed, deliberately simpler than they are: a charge beyond these bounds is a
 * defect of ours whatever the facts say (monitoring rules, sections 3, 5 and 6).
 */
const SUPPLY = new Set(['99454', '99445', '98976', '98977', '98978', '98984', '98985', '98986']);
const BASE_OF: Readonly<Record<string, string>> = {
  '99458': '99457',
  '98981': '98980',
  '99439': '99490',
  '99489': '99487',
  '99437': '99491',
  '99425': '99424',
  '99427': '99426',
};
const PROLONGED = 'prolonged service';
const SHORT_OF: Readonly<Record<string, string>> = { '99470': '99457', '98979': '98980' };

/** An encounter is reported under one code, and what prolongs it. */
const ENCOUNTER_SLOT = 'encounter';

export interface BoundedCharge {
  readonly code: string;
  readonly units: number;
  readonly dateOfService: LocalDate;
}

export interface BoundsFrame {
  /** null: the service lies outside any period, as set-up education may. */
  readonly period: Period | null;
  readonly deathDate: LocalDate | null;
}

export type BoundBroken =
  | 'two_supply_codes'
  | 'two_encounter_codes'
  | 'short_and_long_code'
  | 'add_on_without_base'
  | 'code_twice'
  | 'units_below_one'
  | 'date_outside_period'
  | 'date_after_death';

/** Codes that exclude each other for good share a slot: at most one charge of it stands. */
export function slotOf(code: string): string {
  if (SUPPLY.has(code)) return 'supply';
  const family = telehealthCode(code)?.family;
  if (family !== undefined) return family === PROLONGED ? 'prolonged' : ENCOUNTER_SLOT;
  return SHORT_OF[code] ?? code;
}

export function isAddOn(code: string): boolean {
  return code in BASE_OF || slotOf(code) === 'prolonged';
}

/** The first bound that charges standing together would break; null when none. */
export function brokenBound(charges: readonly BoundedCharge[], frame: BoundsFrame): BoundBroken | null {
  return brokenTogether(charges.map(({ code }) => code)) ?? brokenAlone(charges, frame);
}

/** Bounds between the codes of one source. */
export function brokenTogether(codes: readonly string[]): BoundBroken | null {
  const present = new Set(codes);
  if (present.size !== codes.length) return 'code_twice';
  if (codes.filter((code) => SUPPLY.has(code)).length > 1) return 'two_supply_codes';
  const encounters = codes.filter((code) => slotOf(code) === ENCOUNTER_SLOT).length;
  if (encounters > 1) return 'two_encounter_codes';
  for (const code of codes) {
    if (slotOf(code) === 'prolonged' && encounters === 0) return 'add_on_without_base';
    const base = BASE_OF[code];
    if (base !== undefined && !present.has(base)) return 'add_on_without_base';
    const long = SHORT_OF[code];
    if (long !== undefined && present.has(long)) return 'short_and_long_code';
  }
  return null;
}

function brokenAlone(charges: readonly BoundedCharge[], frame: BoundsFrame): BoundBroken | null {
  for (const { units, dateOfService } of charges) {
    if (!Number.isInteger(units) || units < 1) return 'units_below_one';
    if (frame.deathDate !== null && dateOfService > frame.deathDate) return 'date_after_death';
    if (frame.period !== null && !holds(frame.period, dateOfService)) return 'date_outside_period';
  }
  return null;
}

/** Throws when a proposal breaks a bound: such charges must never reach a person. */
export function assertBounds(charges: readonly BoundedCharge[], frame: BoundsFrame): void {
  const broken = brokenBound(charges, frame);
  invariant(broken === null, `proposed charges break a bound: ${broken ?? ''}`);
}
