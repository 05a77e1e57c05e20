import type { LocalDate } from '../../time/local-date.js';
import { isEffective } from '../codes.js';
import { inForce, type Dated } from '../dated.js';
import type { LoadedTable } from '../payment/loaded-tables.js';

/** Codes paid for minutes in a calendar month: a base, an add-on for each further block, perhaps a shorter first step. */
export interface ManagementLadder {
  /** Program of the time entries it lives on. */
  readonly program: string;
  readonly base: string;
  readonly baseMinutes: number;
  readonly addOn: string | null;
  readonly addOnMinutes: number;
  readonly short: string | null;
  readonly shortMinutes: number;
  /** Whose time counts. */
  readonly roles: readonly ('clinical_staff' | 'qhp')[];
  /** One live conversation in the month is needed (rule R29). */
  readonly liveTalk: boolean;
  /** Most add-on units on one date of service; null: no edit known. */
  readonly addOnUnitsMax: readonly Dated<number | null>[];
}

const EVERYONE = ['clinical_staff', 'qhp'] as const;
const PRACTITIONER = ['qhp'] as const;
const NO_CAP: readonly Dated<number | null>[] = [{ from: '2015-01-01', value: null, source: 'K' }];

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
};

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
};

const careLadder = (
  program: string,
  codes: readonly [base: string, addOn: string | null],
  rest: Pick<ManagementLadder, 'baseMinutes' | 'addOnMinutes' | 'roles' | 'addOnUnitsMax'>,
): ManagementLadder => ({
  program,
  base: codes[0],
  addOn: codes[1],
  short: null,
  shortMinutes: 0,
  liveTalk: false,
  ...rest,
});

/** Care management beside monitoring, as far as its minutes touch it. */
export const CCM_LADDER = careLadder('CCM', ['99490', '99439'], {
  baseMinutes: 20,
  addOnMinutes: 20,
  roles: EVERYONE,
  addOnUnitsMax: [{ from: '2021-01-01', value: 2, source: 'S15' }],
});
export const CCM_PRACTITIONER_LADDER = careLadder('CCM', ['99491', '99437'], {
  baseMinutes: 30,
  addOnMinutes: 30,
  roles: PRACTITIONER,
  addOnUnitsMax: NO_CAP,
});
export const COMPLEX_CCM_LADDER = careLadder('CCM_COMPLEX', ['99487', '99489'], {
  baseMinutes: 60,
  addOnMinutes: 30,
  roles: EVERYONE,
  addOnUnitsMax: NO_CAP,
});
export const PCM_LADDER = careLadder('PCM', ['99426', '99427'], {
  baseMinutes: 30,
  addOnMinutes: 30,
  roles: EVERYONE,
  addOnUnitsMax: NO_CAP,
});
export const PCM_PRACTITIONER_LADDER = careLadder('PCM', ['99424', '99425'], {
  baseMinutes: 30,
  addOnMinutes: 30,
  roles: PRACTITIONER,
  addOnUnitsMax: NO_CAP,
});
export const BHI_LADDER = careLadder('BHI', ['99484', null], {
  baseMinutes: 20,
  addOnMinutes: 0,
  roles: EVERYONE,
  addOnUnitsMax: NO_CAP,
});

/** Minutes of the practitioner's own review, in a 30-day period (99091). */
export const DATA_REVIEW = { code: '99091', program: '99091', minutesMin: 30, roles: PRACTITIONER } as const;

/** Self-measured blood pressure: single readings in a 30-day period (source S19). */
export const SMBP = { report: '99474', training: '99473', readingsMin: 12 } as const;

/** Modes that are no live two-way conversation, whatever the entry says (rule R29). */
export const NOT_LIVE_MODES: readonly string[] = [
  'sms',
  'voicemail',
  'portal_message',
  'email',
  'data_review',
];

/** Modes whose time does not count at all (rule R31). */
export const UNCOUNTED_MODES: readonly string[] = ['voicemail'];

/** What a number of whole minutes earns on a ladder on a date of service, before any gate. */
export interface LadderStep {
  readonly code: string | null;
  readonly addOnUnits: number;
  /** Further whole blocks above the cap, never billed (rule R28). */
  readonly addOnUnitsOverCap: number;
}

/**
 * The ladder under the units edits that a practice loaded: each holds from its date on beside the built-in ones, and
 * before one of the same date.
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
  // Stable: of one date, the loaded edit comes later and holds.
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
