import type { LocalDate } from '../../time/local-date.js';
import type { SourceId } from '../sources.js';
import type { ProlongedRule } from './prolonged.js';

/** How a payer wants telehealth billed (rule T9). A practice may override every field by date. */
export interface TelehealthProfile {
  readonly kind: 'medicare' | 'commercial';
  /** A specific plan, not a generic kind of plan. */
  readonly named: boolean;
  readonly acceptsCpt98000: boolean;
  /** The plan denies office codes with a telehealth place of service. */
  readonly deniesOfficeCodes: boolean;
  /** Modifier on video lines. Medicare requires none from 2024; a practice may add a row that puts 95 on all of them. */
  readonly avModifier: string | null;
  /** The plan wants 95 or 93 even on 98000 to 98015, although the code names the modality. */
  readonly modifierOn98000: boolean;
  readonly audioPayable: boolean;
  /** Codes that may be billed audio-only; null: every code that the plan accepts. */
  readonly audioOnlyEligibleCodes: readonly string[] | null;
  readonly audioModifier: string | null;
  /** `by-place`: 10 at home, 02 elsewhere. Otherwise this place of service, wherever the patient is. */
  readonly pos: string;
  readonly prolongedRule: ProlongedRule;
  readonly subspecialtyForNew: boolean;
  /** Whether a new patient may be seen by telehealth. */
  readonly newPatientAllowed: boolean;
  /** The plan requires authorization before the visit. */
  readonly priorAuth: boolean;
  /** The plan pays the originating site, where the patient was (Q3014); null: not known. */
  readonly originatingSiteFee: boolean | null;
  /** Name of a list of codes that the plan keeps and we do not have. */
  readonly codeList: string | null;
  readonly telehealthRateFactor: number;
  readonly audioRateFactor: number;
}

/** The fields that differ from a base profile, for a span of dates of service (both included). */
export interface ProfileRow {
  readonly payer: string;
  readonly from: string;
  readonly to: string | null;
  /** Another payer whose profile on the same date is the base; null: a generic plan with office codes. */
  readonly base: string | null;
  readonly fields: Partial<TelehealthProfile>;
  readonly source: string;
  readonly verifiedOn: string;
}

/** A generic plan with office codes. It is the base of every commercial row, and the records of an unknown plan are read by it. */
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

/** Start of a row without a known start: a date before 2019 is coded by the first rules we have (rule T0). */
const ALWAYS = '1900-01-01';

interface BuiltInRow {
  readonly payer: string;
  readonly from?: string;
  readonly to?: string;
  readonly source: SourceId;
  readonly fields?: Partial<TelehealthProfile>;
}

/** A generic kind of plan. */
const generic = ({ payer, from = ALWAYS, to, source, fields = {} }: BuiltInRow): ProfileRow => ({
  payer,
  from,
  to: to ?? null,
  base: null,
  fields,
  source,
  verifiedOn: '2026-11-22',
});

/** A specific plan. */
const plan = (row: BuiltInRow): ProfileRow => generic({ ...row, fields: { named: true, ...row.fields } });

/** Where two rows of a payer cover a date, the later one wins. Medicare Advantage and Medicaid have no row on purpose. */
export const PROFILE_ROWS: readonly ProfileRow[] = [
  plan({
    payer: 'medicare',
    source: 'R26',
    fields: { kind: 'medicare', avModifier: null, prolongedRule: 'cms', subspecialtyForNew: false },
  }),
  generic({ payer: 'commercial-legacy', source: 'NBI' }),
  generic({ payer: 'commercial-cpt2025', source: 'NBI' }),
  generic({
    payer: 'commercial-cpt2025',
    from: '2025-01-01',
    source: 'NBI',
    fields: { acceptsCpt98000: true },
  }),
  plan({ payer: 'bcbs-michigan', to: '2025-06-30', source: 'NBI' }),
  plan({
    payer: 'bcbs-michigan',
    from: '2025-07-01',
    source: 'NBI',
    fields: { acceptsCpt98000: true, deniesOfficeCodes: true },
  }),
  plan({ payer: 'bcbs-nc', source: 'BCBSNC', fields: { audioRateFactor: 0.75 } }),
  plan({ payer: 'bcbs-il', source: 'BCBSIL', fields: { pos: '02' } }),
  plan({ payer: 'bcbs-tx', source: 'NBI' }),
  plan({ payer: 'uhc-commercial', to: '2023-05-01', source: 'AAFP-UHC' }),
  plan({
    payer: 'uhc-commercial',
    from: '2023-05-02',
    source: 'AAFP-UHC',
    fields: { audioPayable: false },
  }),
  plan({
    payer: 'aetna-commercial',
    source: 'CLAIMPOWER',
    fields: { avModifier: 'GT', audioPayable: false },
  }),
  plan({ payer: 'cigna-commercial', source: 'CLAIMPOWER', fields: { pos: '02', codeList: 'R31' } }),
  plan({ payer: 'horizon-bcbsnj', source: 'CLAIMPOWER' }),
];

/** Built once, because every assessment asks. */
const SEEDED: ReadonlyMap<ProfileRow, TelehealthProfile> = new Map(
  PROFILE_ROWS.map((each) => [each, { ...UNKNOWN_PLAN, ...each.fields }]),
);

const holds = (each: ProfileRow, day: LocalDate): boolean =>
  day >= each.from && (each.to === null || day <= each.to);

/**
 * The profile of a payer on a date of service; null if there is none, because no payer gets a default (rule T9).
 * Rows of the practice take precedence over ours and change only the fields they name.
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

/** Modifier 93 exists from this date. Before it, an audio-only line carried 95 if the plan paid it. */
export const MODIFIER_93_FROM = '2022-01-01';
