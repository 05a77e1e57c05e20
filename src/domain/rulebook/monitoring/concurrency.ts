import type { TelehealthFamily } from '../codes.js';
import { DATA_REVIEW, RPM_LADDER } from './management-ladders.js';

/** Two codes that never stand together for one patient and period (section 5). */
export interface ExclusionPair {
  readonly a: string;
  readonly b: string;
  readonly rule: string;
  /** Two steps of one service: the right one replaces a claim of the other. */
  readonly oneService?: true;
}

const pair = (a: string, b: string, rule: string): ExclusionPair => ({ a, b, rule });
const step = (a: string, b: string, rule: string): ExclusionPair => ({ a, b, rule, oneService: true });
const each = (a: string, others: readonly string[], rule: string): ExclusionPair[] =>
  others.map((b) => pair(a, b, rule));

/** Advanced primary care management, by level (source S21). */
export const APCM_CODES = ['G0556', 'G0557', 'G0558'] as const;
const IN_APCM = [
  '99490',
  '99439',
  '99487',
  '99489',
  '99491',
  '99437',
  '99424',
  '99425',
  '99426',
  '99427',
  '99495',
  '99496',
];

export const EXCLUSIONS: readonly ExclusionPair[] = [
  step('99445', '99454', 'S5'),
  step('98984', '98976', 'S18'),
  step('98985', '98977', 'S18'),
  step('98986', '98978', 'S18'),
  step('99470', '99457', 'S5'),
  step('99470', '99458', 'S10'),
  step('98979', '98980', 'S18'),
  step('98979', '98981', 'S18'),
  pair('99457', '99091', 'S9'),
  // The shorter first step of 99457 is the same service; D: read as 99457 until CMS says otherwise.
  pair('99470', '99091', 'D'),
  ...each('99474', ['99453', '99454', '99457', '99091'], 'S19'),
  pair('99490', '99487', 'S15'),
  ...each('99491', ['99487', '99489', '99490'], 'S15'),
  ...APCM_CODES.flatMap((code) => each(code, IN_APCM, 'S21')),
];

/** Families of messages that a monthly service of the same practitioner takes in. */
export interface CareBundle {
  readonly families: readonly TelehealthFamily[];
  readonly source: string;
}

export const CARE_BUNDLES: ReadonlyMap<string, CareBundle> = new Map(
  APCM_CODES.map((code) => [code, { families: ['check-in', 'e-visit', 'e-visit, non-E/M'], source: 'S21' }]),
);

const excluded = new Set(EXCLUSIONS.flatMap(({ a, b }) => [`${a}/${b}`, `${b}/${a}`]));

export function areExclusive(a: string, b: string): boolean {
  return excluded.has(`${a}/${b}`);
}

const replacing = new Set(
  EXCLUSIONS.filter(({ oneService }) => oneService).flatMap(({ a, b }) => [`${a}/${b}`, `${b}/${a}`]),
);

/** Steps of one service: a claim of one is corrected by the other. */
export function areStepsOfOneService(a: string, b: string): boolean {
  return replacing.has(`${a}/${b}`);
}

/** Does a claim on file keep the code out, unless the code corrects it? */
export function excludedByClaim(
  code: string,
  claimed: string,
  { allow99091With99457 }: { readonly allow99091With99457: boolean },
): boolean {
  if (!areExclusive(code, claimed) || areStepsOfOneService(code, claimed)) return false;
  const review = [code, claimed].includes(DATA_REVIEW.code);
  const management = [code, claimed].some((each) => [RPM_LADDER.base, RPM_LADDER.short].includes(each));
  return !(allow99091With99457 && review && management);
}

/** Programs that exclude each other in a period, and the reason their codes then carry. */
const PROGRAM_EXCLUSIONS: readonly (readonly [string, string, 'rtm_rpm_conflict' | 'mutually_exclusive'])[] =
  [
    ['RPM', 'RTM', 'rtm_rpm_conflict'],
    ['RPM', 'SMBP', 'mutually_exclusive'],
  ];

export function programConflict(a: string, b: string): 'rtm_rpm_conflict' | 'mutually_exclusive' | null {
  const row = PROGRAM_EXCLUSIONS.find(([x, y]) => (x === a && y === b) || (x === b && y === a));
  return row?.[2] ?? null;
}
