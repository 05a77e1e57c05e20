import type { LocalDate } from '../../time/local-date.js';
import type { ProlongedRule } from './prolonged.js';

/** How a payer wants telehealth billed; every field may be overridden per practice and date (section 9). */
export interface TelehealthProfile {
  readonly kind: 'medicare' | 'commercial';
  /** A plan of its own, not a generic kind of plan. */
  readonly named: boolean;
  readonly acceptsCpt98000: boolean;
  /** Office codes with a telehealth place are denied. */
  readonly deniesOfficeCodes: boolean;
  /** On video lines. Medicare has none of its own from 2024; a row of the practice may ask for 95 on all of them. */
  readonly avModifier: string | null;
  /** The plan wants 95 or 93 on 98000 to 98015 too, though the code names the modality. */
  readonly modifierOn98000: boolean;
  readonly audioPayable: boolean;
  /** Codes that may be billed audio-only; null: every one that the plan takes. */
  readonly audioOnlyEligibleCodes: readonly string[] | null;
  readonly audioModifier: string | null;
  /** by-place: 10 at home, 02 elsewhere; else this place wherever the patient is. */
  readonly pos: string;
  readonly prolongedRule: ProlongedRule;
  readonly subspecialtyForNew: boolean;
  /** Whether a new patient may be seen by telehealth. */
  readonly newPatientAllowed: boolean;
  /** The plan asks for authorisation before the visit. */
  readonly priorAuth: boolean;
  /** The plan pays the place where the patient was (Q3014); null: not known. */
  readonly originatingSiteFee: boolean | null;
  /** Name of a code list of the plan that we do not hold. */
  readonly codeList: string | null;
  readonly telehealthRateFactor: number;
  readonly audioRateFactor: number;
}

/** A span of dates of service (both included) with the fields that differ from a base. */
export interface ProfileRow {
  readonly payer: string;
  readonly from: string;
  readonly to: string | null;
  /** Another payer's profile to start from on the same date; null starts from a generic plan with office codes. */
  readonly base: string | null;
  readonly fields: Partial<TelehealthProfile>;
  readonly source: string;
  readonly verifiedOn: string;
}

/** A generic plan with office codes: the base of every commercial row, and what an unknown plan's record is read by. */
export const UNKNOWN_PLAN: TelehealthProfile = {
  kind: 'commercial',
  named: false,
  acceptsCpt98000: false,
  deniesOfficeCodes: false,
  avModifier: '95',
  modifierOn98000: false,
  audioPayable: true,
  audioOnlyEligibleCodes: null,
  audioModifier: '93',
  pos: 'by-place',
  prolongedRule: 'cpt',
  subspecialtyForNew: true,
  newPatientAllowed: true,
  priorAuth: false,
  originatingSiteFee: null,
  codeList: null,
  telehealthRateFactor: 1,
  audioRateFactor: 1,
};

/** What a row of a payer starts with: a date before the law held is coded by the first rules held (section 0). */
const ALWAYS = '1900-01-01';

const row = (
  payer: string,
  span: readonly [from: string, to: string | null],
  rest: { readonly fields: Partial<TelehealthProfile>; readonly source: string; readonly base?: string },
): ProfileRow => ({
  payer,
  from: span[0],
  to: span[1],
  base: rest.base ?? null,
  fields: rest.fields,
  source: rest.source,
  verifiedOn: '2026-11-22',
});

const plan = (
  payer: string,
  fields: Partial<TelehealthProfile>,
  rest: { readonly source: string; readonly from?: string; readonly to?: string },
): ProfileRow =>
  row(payer, [rest.from ?? ALWAYS, rest.to ?? null], {
    fields: { named: true, ...fields },
    source: rest.source,
  });

/** The later row of a payer stands where two hold the date. Medicare Advantage and Medicaid have no row on purpose. */
export const PROFILE_ROWS: readonly ProfileRow[] = [
  plan(
    'medicare',
    { kind: 'medicare', avModifier: null, prolongedRule: 'cms', subspecialtyForNew: false },
    { source: 'R26' },
  ),
  row('commercial-legacy', [ALWAYS, null], { fields: {}, source: 'NBI' }),
  row('commercial-cpt2025', [ALWAYS, null], { fields: {}, source: 'NBI' }),
  row('commercial-cpt2025', ['2025-01-01', null], { fields: { acceptsCpt98000: true }, source: 'NBI' }),
  plan('bcbs-michigan', {}, { source: 'NBI', to: '2025-06-30' }),
  plan(
    'bcbs-michigan',
    { acceptsCpt98000: true, deniesOfficeCodes: true },
    { source: 'NBI', from: '2025-07-01' },
  ),
  plan('bcbs-nc', { audioRateFactor: 0.75 }, { source: 'BCBSNC' }),
  plan('bcbs-il', { pos: '02' }, { source: 'BCBSIL' }),
  plan('bcbs-tx', {}, { source: 'NBI' }),
  plan('uhc-commercial', {}, { source: 'AAFP-UHC', to: '2023-05-01' }),
  plan('uhc-commercial', { audioPayable: false }, { source: 'AAFP-UHC', from: '2023-05-02' }),
  plan('aetna-commercial', { avModifier: 'GT', audioPayable: false }, { source: 'CLAIMPOWER' }),
  plan('cigna-commercial', { pos: '02', codeList: 'R31' }, { source: 'CLAIMPOWER' }),
  plan('horizon-bcbsnj', {}, { source: 'CLAIMPOWER' }),
];

/** Built once: every assessment asks. */
const SEEDED: ReadonlyMap<ProfileRow, TelehealthProfile> = new Map(
  PROFILE_ROWS.map((each) => [each, { ...UNKNOWN_PLAN, ...each.fields }]),
);

const holds = (each: ProfileRow, day: LocalDate): boolean =>
  day >= each.from && (each.to === null || day <= each.to);

/**
 * The profile of a payer on a date of service; null when nobody has written one down: there is no default.
 * Rows of the practice stand before ours, and change only the fields they name.
 */
export function telehealthProfile(
  payer: string,
  day: LocalDate,
  practiceRows: readonly ProfileRow[] = [],
): TelehealthProfile | null {
  const own = practiceRows.findLast((each) => each.payer === payer && holds(each, day));
  const seed = PROFILE_ROWS.findLast((each) => each.payer === payer && holds(each, day));
  const seeded = seed ? (SEEDED.get(seed) ?? null) : null;
  if (!own) return seeded;
  const base = own.base === null ? (seeded ?? UNKNOWN_PLAN) : telehealthProfile(own.base, day);
  return base === null ? null : { ...base, named: true, ...own.fields };
}

/** Modifier 93 exists from this date; an audio-only line before it carried 95 where a plan paid it. */
export const MODIFIER_93_FROM = '2022-01-01';
