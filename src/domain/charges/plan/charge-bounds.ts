import { invariant } from '../../invariant.js';
import { telehealthCode } from '../../rulebook/codes.js';
import { baseOfAddOn, longerStepOf, sharesSupplySlot } from '../../rulebook/monitoring/charge-limits.js';
import type { LocalDate } from '../../time/local-date.js';
import { holds, type Period } from '../../time/period.js';

const PROLONGED = 'prolonged service';

/** An encounter is reported under one code, plus prolonged service. */
const ENCOUNTER_SLOT = 'encounter';

export interface BoundedCharge {
  readonly code: string;
  readonly units: number;
  readonly dateOfService: LocalDate;
}

export interface BoundsFrame {
  /** null: the service may lie outside any period, like set-up education. */
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

/** Codes that always exclude each other share a slot. At most one charge of a slot is in effect. */
export function slotOf(code: string): string {
  if (sharesSupplySlot(code)) return 'supply';
  const family = telehealthCode(code)?.family;
  if (family !== undefined) return family === PROLONGED ? 'prolonged' : ENCOUNTER_SLOT;
  return longerStepOf(code) ?? code;
}

export function isAddOn(code: string): boolean {
  return baseOfAddOn(code) !== null || slotOf(code) === 'prolonged';
}

/** The first bound that these charges would break together; null if none. */
export function brokenBound(charges: readonly BoundedCharge[], frame: BoundsFrame): BoundBroken | null {
  return brokenTogether(charges.map(({ code }) => code)) ?? brokenAlone(charges, frame);
}

/** Bounds between the codes of one source. */
export function brokenTogether(codes: readonly string[]): BoundBroken | null {
  const present = new Set(codes);
  if (present.size !== codes.length) return 'code_twice';
  if (codes.filter((code) => sharesSupplySlot(code)).length > 1) return 'two_supply_codes';
  const encounters = codes.filter((code) => slotOf(code) === ENCOUNTER_SLOT).length;
  if (encounters > 1) return 'two_encounter_codes';
  for (const code of codes) {
    if (slotOf(code) === 'prolonged' && encounters === 0) return 'add_on_without_base';
    const base = baseOfAddOn(code);
    if (base !== null && !present.has(base)) return 'add_on_without_base';
    const longer = longerStepOf(code);
    if (longer !== null && present.has(longer)) return 'short_and_long_code';
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

/** @throws InvariantError if a proposal breaks a bound: such charges must never reach a person */
export function assertBounds(charges: readonly BoundedCharge[], frame: BoundsFrame): void {
  const broken = brokenBound(charges, frame);
  invariant(broken === null, `proposed charges break a bound: ${broken ?? ''}`);
}
