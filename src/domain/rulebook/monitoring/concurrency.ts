import type { TelehealthFamily } from '../codes.js';
import type { SourceId } from '../sources.js';
import { DATA_REVIEW, RPM_LADDER } from './management-ladders.js';

/** A code and the codes that are never billed with it for one patient and period (docs/rules/concurrency.md). */
interface ExclusionRow {
  readonly code: string;
  readonly never: readonly string[];
  /** Steps of one service: the right step replaces a claim for another step. */
  readonly oneService?: true;
  readonly source: SourceId;
}

/** Advanced primary care management, by level (source S21). */
export const APCM_CODES = ['G0556', 'G0557', 'G0558'] as const;

/** Chronic, principal and transitional care, which APCM includes. */
const IN_APCM = [
  ...['99490', '99439', '99487', '99489', '99491', '99437'],
  ...['99424', '99425', '99426', '99427'],
  ...['99495', '99496'],
];

const EXCLUSION_ROWS: readonly ExclusionRow[] = [
  { code: '99445', never: ['99454'], oneService: true, source: 'S5' },
  { code: '98984', never: ['98976'], oneService: true, source: 'S18' },
  { code: '98985', never: ['98977'], oneService: true, source: 'S18' },
  { code: '98986', never: ['98978'], oneService: true, source: 'S18' },
  { code: '99470', never: ['99457'], oneService: true, source: 'S5' },
  { code: '99470', never: ['99458'], oneService: true, source: 'S10' },
  { code: '98979', never: ['98980', '98981'], oneService: true, source: 'S18' },
  { code: '99457', never: ['99091'], source: 'S9' },
  // The short first step of 99457 is the same service. We treat it like 99457 until CMS says otherwise.
  { code: '99470', never: ['99091'], source: 'D' },
  { code: '99474', never: ['99453', '99454', '99457', '99091'], source: 'S19' },
  { code: '99490', never: ['99487'], source: 'S15' },
  { code: '99491', never: ['99487', '99489', '99490'], source: 'S15' },
  { code: 'G0556', never: IN_APCM, source: 'S21' },
  { code: 'G0557', never: IN_APCM, source: 'S21' },
  { code: 'G0558', never: IN_APCM, source: 'S21' },
];

/** Two codes that are never billed together for one patient and period. */
interface ExclusionPair {
  readonly a: string;
  readonly b: string;
  readonly oneService: boolean;
  readonly source: SourceId;
}

export const EXCLUSIONS: readonly ExclusionPair[] = EXCLUSION_ROWS.flatMap(
  ({ code, never, oneService = false, source }) => never.map((b) => ({ a: code, b, oneService, source })),
);

/** Families of messages that are part of a monthly service by the same practitioner. */
export interface CareBundle {
  readonly families: readonly TelehealthFamily[];
  readonly source: SourceId;
}

export const CARE_BUNDLES: ReadonlyMap<string, CareBundle> = new Map(
  APCM_CODES.map((code) => [code, { families: ['check-in', 'e-visit', 'e-visit, non-E/M'], source: 'S21' }]),
);

const inBothOrders = (pairs: readonly ExclusionPair[]): ReadonlySet<string> =>
  new Set(pairs.flatMap(({ a, b }) => [`${a}/${b}`, `${b}/${a}`]));
const excluded = inBothOrders(EXCLUSIONS);
const replacing = inBothOrders(EXCLUSIONS.filter(({ oneService }) => oneService));

export function areExclusive(a: string, b: string): boolean {
  return excluded.has(`${a}/${b}`);
}

/** Steps of one service: a claim for one step is corrected by the other. */
export function areStepsOfOneService(a: string, b: string): boolean {
  return replacing.has(`${a}/${b}`);
}

/** Does a claim on file keep the code out? Not if the code corrects that claim. */
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

type ConflictReason = 'rtm_rpm_conflict' | 'mutually_exclusive';

interface ProgramExclusion {
  readonly programs: readonly [string, string];
  /** The reason that the withheld codes carry. */
  readonly reason: ConflictReason;
  readonly source: SourceId;
}

/** Programs that exclude each other in a period (rule R7). */
const PROGRAM_EXCLUSIONS: readonly ProgramExclusion[] = [
  { programs: ['RPM', 'RTM'], reason: 'rtm_rpm_conflict', source: 'S13' },
  { programs: ['RPM', 'SMBP'], reason: 'mutually_exclusive', source: 'S19' },
];

export function programConflict(a: string, b: string): ConflictReason | null {
  const row = PROGRAM_EXCLUSIONS.find(({ programs: [x, y] }) => (x === a && y === b) || (x === b && y === a));
  return row?.reason ?? null;
}
