import type { LocalDate } from '../../time/local-date.js';

export type TelehealthFamily =
  | 'office visit'
  | 'audio-video visit'
  | 'audio-only visit'
  | 'prolonged service'
  | 'telephone'
  | 'telephone, non-E/M'
  | 'check-in'
  | 'e-visit'
  | 'e-visit, non-E/M'
  | 'store and forward'
  | 'interprofessional'
  | 'health centre'
  | 'originating site';

/** A code with the dates of service it is valid for (both included), our own label and what Medicare makes of it. */
export interface TelehealthCode {
  readonly code: string;
  readonly family: TelehealthFamily;
  readonly label: string;
  readonly from: string;
  readonly to: string | null;
  /** Dates on which Medicare pays the code; null: never (status I). */
  readonly medicare: { readonly from: string; readonly to: string | null } | null;
  readonly source: string;
}

/** First day of the law this rulebook holds. */
export const LAW_HELD_FROM = '2019-01-01';
/** Of codes older than it: a date before is coded by the first rules held, with a warning (section 0). */
const OLDER = '1900-01-01';
type Dates = readonly [from: string, to?: string];

const entry = (
  code: string,
  family: TelehealthFamily,
  rest: readonly [label: string, valid: Dates, source: string, medicare?: Dates | null],
): TelehealthCode => {
  const [label, valid, source, medicare = valid] = rest;
  return {
    code,
    family,
    label,
    from: valid[0],
    to: valid[1] ?? null,
    medicare: medicare === null ? null : { from: medicare[0], to: medicare[1] ?? null },
    source,
  };
};

const LEVELS = ['straightforward', 'low', 'moderate', 'high'] as const;

/** Four codes in the order of the levels. */
const fourLevels = (
  first: number,
  family: TelehealthFamily,
  rest: readonly [label: string, valid: Dates, source: string, medicare?: Dates | null],
): TelehealthCode[] =>
  LEVELS.map((level, index) =>
    entry(String(first + index), family, [
      `${rest[0]}, ${level}`,
      rest[1],
      rest[2],
      rest[3] === undefined ? rest[1] : rest[3],
    ]),
  );

const from2025: Dates = ['2025-01-01'];
const from2021: Dates = ['2021-01-01'];
const from2020: Dates = ['2020-01-01'];
const from2019: Dates = [LAW_HELD_FROM];
const always: Dates = [OLDER];
const phone: Dates = [OLDER, '2024-12-31'];
const paidPhone: Dates = ['2020-03-01', '2024-12-31'];

export const TELEHEALTH_CODES: readonly TelehealthCode[] = [
  entry('99201', 'office visit', ['Office, new, lowest level', [OLDER, '2020-12-31'], 'RVU21']),
  ...fourLevels(99202, 'office visit', ['Office, new', always, 'RVU24']),
  entry('99211', 'office visit', ['Office, established, clinical staff', always, 'AMC']),
  ...fourLevels(99212, 'office visit', ['Office, established', always, 'RVU24']),
  ...fourLevels(98000, 'audio-video visit', ['Audio-video, new', from2025, 'R26', null]),
  ...fourLevels(98004, 'audio-video visit', ['Audio-video, established', from2025, 'R26', null]),
  ...fourLevels(98008, 'audio-only visit', ['Audio-only, new', from2025, 'R26', null]),
  ...fourLevels(98012, 'audio-only visit', ['Audio-only, established', from2025, 'R26', null]),
  entry('98016', 'check-in', ['Brief check-in, 5 to 10 min', from2025, 'R26']),
  entry('G2012', 'check-in', ['Brief check-in, 5 to 10 min', [LAW_HELD_FROM, '2024-12-31'], 'RVU24']),
  entry('G2251', 'check-in', ['Brief check-in, clinician without E/M, 5 to 10 min', from2021, 'RVU24']),
  entry('G2252', 'check-in', ['Check-in, 11 to 20 min', from2021, 'RVU24']),
  entry('99417', 'prolonged service', ['Prolonged visit, CPT, each 15 min', from2021, 'NGS-PRO', null]),
  entry('G2212', 'prolonged service', ['Prolonged visit, Medicare, each 15 min', from2021, 'NGS-PRO']),
  entry('99441', 'telephone', ['Telephone E/M, 5 to 10 min', phone, 'RVU24', paidPhone]),
  entry('99442', 'telephone', ['Telephone E/M, 11 to 20 min', phone, 'RVU24', paidPhone]),
  entry('99443', 'telephone', ['Telephone E/M, 21 min and more', phone, 'RVU24', paidPhone]),
  entry('98966', 'telephone, non-E/M', ['Telephone assessment, 5 to 10 min', always, 'R26']),
  entry('98967', 'telephone, non-E/M', ['Telephone assessment, 11 to 20 min', always, 'R26']),
  entry('98968', 'telephone, non-E/M', ['Telephone assessment, 21 min and more', always, 'R26']),
  entry('99444', 'e-visit', ['Online evaluation before 2020', [OLDER, '2019-12-31'], 'AAPC-CARDIO']),
  entry('99421', 'e-visit', ['E-visit, 5 to 10 min in 7 days', from2020, 'AAPC-CARDIO']),
  entry('99422', 'e-visit', ['E-visit, 11 to 20 min in 7 days', from2020, 'AAPC-CARDIO']),
  entry('99423', 'e-visit', ['E-visit, 21 min and more in 7 days', from2020, 'AAPC-CARDIO']),
  entry('98970', 'e-visit, non-E/M', ['E-visit without E/M, 5 to 10 min', from2020, 'RVU21', from2021]),
  entry('98971', 'e-visit, non-E/M', ['E-visit without E/M, 11 to 20 min', from2020, 'RVU21', from2021]),
  entry('98972', 'e-visit, non-E/M', ['E-visit without E/M, 21 min and more', from2020, 'RVU21', from2021]),
  entry('G2061', 'e-visit, non-E/M', [
    'E-visit, Medicare 2020, 5 to 10 min',
    ['2020-01-01', '2020-12-31'],
    'RVU21',
  ]),
  entry('G2062', 'e-visit, non-E/M', [
    'E-visit, Medicare 2020, 11 to 20 min',
    ['2020-01-01', '2020-12-31'],
    'RVU21',
  ]),
  entry('G2063', 'e-visit, non-E/M', [
    'E-visit, Medicare 2020, 21 min and more',
    ['2020-01-01', '2020-12-31'],
    'RVU21',
  ]),
  entry('G2010', 'store and forward', ['Image or video review', from2019, 'RVU24']),
  entry('G2250', 'store and forward', ['Image or video review, clinician without E/M', from2021, 'RVU24']),
  entry('99446', 'interprofessional', [
    'Consultation, spoken and written, 5 to 10 min',
    always,
    'MGMA',
    from2019,
  ]),
  entry('99447', 'interprofessional', [
    'Consultation, spoken and written, 11 to 20 min',
    always,
    'MGMA',
    from2019,
  ]),
  entry('99448', 'interprofessional', [
    'Consultation, spoken and written, 21 to 30 min',
    always,
    'MGMA',
    from2019,
  ]),
  entry('99449', 'interprofessional', [
    'Consultation, spoken and written, 31 min and more',
    always,
    'MGMA',
    from2019,
  ]),
  entry('99451', 'interprofessional', ['Consultation, written report', from2019, 'MGMA']),
  entry('99452', 'interprofessional', ['Consultation, requesting clinician', from2019, 'MGMA']),
  entry('G0546', 'interprofessional', ['Behavioural consultation, 5 to 10 min', from2025, 'RVU25']),
  entry('G0547', 'interprofessional', ['Behavioural consultation, 11 to 20 min', from2025, 'RVU25']),
  entry('G0548', 'interprofessional', ['Behavioural consultation, 21 to 30 min', from2025, 'RVU25']),
  entry('G0549', 'interprofessional', ['Behavioural consultation, 31 min and more', from2025, 'RVU25']),
  entry('G0550', 'interprofessional', ['Behavioural consultation, written report', from2025, 'RVU25']),
  entry('G0551', 'interprofessional', ['Behavioural consultation, requesting clinician', from2025, 'RVU25']),
  entry('G0071', 'health centre', ['FQHC/RHC virtual communication', [LAW_HELD_FROM, '2025-12-31'], 'FP']),
  entry('G2025', 'health centre', ['FQHC/RHC telehealth visit', ['2020-01-27'], 'NARHC']),
  entry('Q3014', 'originating site', ['Originating site, not the distant clinician', always, 'K']),
];

/** Years whose rules and amounts are held; a later date is coded with a warning and not priced. */
export const FIRST_YEAR_LOADED = 2019;
export const LAST_YEAR_LOADED = 2026;

const byCode = new Map(TELEHEALTH_CODES.map((each) => [each.code, each]));

/** undefined for a code that telehealth coding does not know. */
export function telehealthCode(code: string): TelehealthCode | undefined {
  return byCode.get(code);
}

const inside = (span: { from: string; to: string | null }, day: LocalDate): boolean =>
  day >= span.from && (span.to === null || day <= span.to);

/** Is the code valid on a date of service? False for a code that is not in the table. */
export function isTelehealthCodeValid(code: string, day: LocalDate): boolean {
  const found = byCode.get(code);
  return found !== undefined && inside(found, day);
}

/** Does Medicare pay the code on a date of service? */
export function medicarePays(code: string, day: LocalDate): boolean {
  const found = byCode.get(code);
  return found?.medicare !== null && found?.medicare !== undefined && inside(found.medicare, day);
}
