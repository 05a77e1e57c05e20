import type { LocalDate } from '../../time/local-date.js';
import { isEffective } from '../codes.js';
import { inForce, type Cited, type Dated } from '../dated.js';
import type { LoadedTable } from '../payment/loaded-tables.js';
import type { SourceId } from '../sources.js';

/**
 * Codes paid for minutes in a calendar month: a base code, an add-on for each further block of minutes, and sometimes a
 * shorter first step (rule R28).
 */
export interface ManagementLadder {
  /** Program of the time entries that count. */
  readonly program: string;
  readonly base: string;
  readonly baseMinutes: number;
  readonly addOn: string | null;
  readonly addOnMinutes: number;
  readonly short: string | null;
  readonly shortMinutes: number;
  /** Whose time counts. */
  readonly roles: readonly ('clinical_staff' | 'qhp')[];
  /** Whether the month needs one live conversation (rule R29). */
  readonly liveTalk: boolean;
  /** Most add-on units on one date of service; null: no limit known. The source of a loaded limit is its release. */
  readonly addOnUnitsMax: readonly Dated<number | null, string>[];
  readonly source: Cited;
}

/** A ladder before a practice loads anything: every value has a source of the rulebook. */
interface BuiltInLadder extends ManagementLadder {
  readonly addOnUnitsMax: readonly Dated<number | null, SourceId>[];
}

const EVERYONE = ['clinical_staff', 'qhp'] as const;
const PRACTITIONER = ['qhp'] as const;
const NO_CAP = [{ from: '2015-01-01', value: null, source: 'K' }] as const;

export const RPM_LADDER: ManagementLadder = {
  program: 'RPM',
  base: '99457',
  baseMinutes: 20,
  addOn: '99458',
  addOnMinutes: 20,
  short: '99470',
  shortMinutes: 10,
  roles: EVERYONE,
  liveTalk: true,
  addOnUnitsMax: [
    { from: '2020-01-01', value: 2, source: 'S12' },
    { from: '2023-07-01', value: 3, source: 'S12' },
  ],
  source: ['S5', 'S10'],
} satisfies BuiltInLadder;

export const RTM_LADDER: ManagementLadder = {
  program: 'RTM',
  base: '98980',
  baseMinutes: 20,
  addOn: '98981',
  addOnMinutes: 20,
  short: '98979',
  shortMinutes: 10,
  roles: PRACTITIONER,
  liveTalk: true,
  addOnUnitsMax: NO_CAP,
  source: 'S18',
} satisfies BuiltInLadder;

/** A ladder of care management, as far as its minutes touch monitoring: no shorter step, no live conversation. */
const careLadder = (row: Omit<BuiltInLadder, 'short' | 'shortMinutes' | 'liveTalk'>): ManagementLadder => ({
  ...row,
  short: null,
  shortMinutes: 0,
  liveTalk: false,
});

export const CCM_LADDER = careLadder({
  program: 'CCM',
  base: '99490',
  baseMinutes: 20,
  addOn: '99439',
  addOnMinutes: 20,
  roles: EVERYONE,
  addOnUnitsMax: [{ from: '2021-01-01', value: 2, source: 'S15' }],
  source: 'S15',
});
export const CCM_PRACTITIONER_LADDER = careLadder({
  program: 'CCM',
  base: '99491',
  baseMinutes: 30,
  addOn: '99437',
  addOnMinutes: 30,
  roles: PRACTITIONER,
  addOnUnitsMax: NO_CAP,
  source: 'S15',
});
export const COMPLEX_CCM_LADDER = careLadder({
  program: 'CCM_COMPLEX',
  base: '99487',
  baseMinutes: 60,
  addOn: '99489',
  addOnMinutes: 30,
  roles: EVERYONE,
  addOnUnitsMax: NO_CAP,
  source: 'S15',
});
export const PCM_LADDER = careLadder({
  program: 'PCM',
  base: '99426',
  baseMinutes: 30,
  addOn: '99427',
  addOnMinutes: 30,
  roles: EVERYONE,
  addOnUnitsMax: NO_CAP,
  source: 'K',
});
export const PCM_PRACTITIONER_LADDER = careLadder({
  program: 'PCM',
  base: '99424',
  baseMinutes: 30,
  addOn: '99425',
  addOnMinutes: 30,
  roles: PRACTITIONER,
  addOnUnitsMax: NO_CAP,
  source: 'K',
});
export const BHI_LADDER = careLadder({
  program: 'BHI',
  base: '99484',
  baseMinutes: 20,
  addOn: null,
  addOnMinutes: 0,
  roles: EVERYONE,
  addOnUnitsMax: NO_CAP,
  source: 'K',
});

/** Minutes of the practitioner's own data review in a 30-day window (rule 99091). */
export const DATA_REVIEW = {
  code: '99091',
  program: '99091',
  minutesMin: 30,
  roles: PRACTITIONER,
  source: 'S25',
} as const;

/** Self-measured blood pressure: single readings, not days, in a 30-day window (rules 99473 and 99474). */
export const SMBP = { report: '99474', training: '99473', readingsMin: 12, source: 'S19' } as const;

/** Modes that are never a live two-way conversation, whatever the entry says (rule R29). */
export const NOT_LIVE_MODES: readonly string[] = [
  'sms',
  'voicemail',
  'portal_message',
  'email',
  'data_review',
];

/** Modes whose time never counts (rule R31). */
export const UNCOUNTED_MODES: readonly string[] = ['voicemail'];

/** What whole minutes earn on a ladder on a date of service, before any gate. */
export interface LadderStep {
  readonly code: string | null;
  readonly addOnUnits: number;
  /** Whole blocks above the limit, which are never billed (rule R28). */
  readonly addOnUnitsOverCap: number;
}

/**
 * The ladder with the units edits that a practice loaded. Each applies from its date until the next one, built-in or
 * loaded. On the same date the loaded one wins.
 */
export function cappedByLoaded(
  ladder: ManagementLadder,
  tables: readonly LoadedTable<number>[],
): ManagementLadder {
  const { addOn } = ladder;
  const loaded = tables.flatMap(({ release, from, values }) => {
    const value = addOn === null ? undefined : values[addOn];
    return value === undefined ? [] : [{ from, value, source: release }];
  });
  if (loaded.length === 0) return ladder;
  const entries = [...ladder.addOnUnitsMax, ...loaded];
  // The sort is stable: on one date the loaded edit comes later, so it wins.
  return {
    ...ladder,
    addOnUnitsMax: entries.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)),
  };
}

export function ladderStep(ladder: ManagementLadder, minutes: number, dateOfService: LocalDate): LadderStep {
  const nothing = { addOnUnits: 0, addOnUnitsOverCap: 0 };
  if (minutes < ladder.baseMinutes) {
    const short =
      ladder.short !== null && minutes >= ladder.shortMinutes && isEffective(ladder.short, dateOfService);
    return { code: short ? ladder.short : null, ...nothing };
  }
  if (ladder.addOn === null || !isEffective(ladder.addOn, dateOfService))
    return { code: ladder.base, ...nothing };
  const blocks = Math.floor((minutes - ladder.baseMinutes) / ladder.addOnMinutes);
  const cap = inForce(ladder.addOnUnitsMax, dateOfService)?.value ?? null;
  const addOnUnits = cap === null ? blocks : Math.min(blocks, cap);
  return { code: ladder.base, addOnUnits, addOnUnitsOverCap: blocks - addOnUnits };
}
