import type { LocalDate } from '../../time/local-date.js';
import { inForce, valueOn, type Dated } from '../dated.js';
import type { SourceId } from '../sources.js';

/** Codes paid for one kind of monitoring device in a 30-day period. */
export interface SupplySystem {
  readonly program: 'RPM' | 'RTM';
  /** Device types of the system; null: every device that is not an RTM app. */
  readonly deviceTypes: readonly string[] | null;
  readonly full: string;
  readonly short: string;
  readonly setUp: string;
  readonly source: SourceId;
}

export const RPM_SUPPLY: SupplySystem = {
  program: 'RPM',
  deviceTypes: null,
  full: '99454',
  short: '99445',
  setUp: '99453',
  source: 'S5',
};

export const SUPPLY_SYSTEMS: readonly SupplySystem[] = [
  RPM_SUPPLY,
  {
    program: 'RTM',
    deviceTypes: ['rtm_resp_app'],
    full: '98976',
    short: '98984',
    setUp: '98975',
    source: 'S24',
  },
  {
    program: 'RTM',
    deviceTypes: ['rtm_msk_app'],
    full: '98977',
    short: '98985',
    setUp: '98975',
    source: 'S24',
  },
  {
    program: 'RTM',
    deviceTypes: ['rtm_cbt_app'],
    full: '98978',
    short: '98986',
    setUp: '98975',
    source: 'S24',
  },
];

const RTM_TYPES = new Set(SUPPLY_SYSTEMS.flatMap(({ deviceTypes }) => deviceTypes ?? []));

/** Does the data of this device type belong to RTM, and never to RPM? */
export function isRtmDevice(type: string): boolean {
  return RTM_TYPES.has(type);
}

/** Length of a device period (a window) in days (rule R17). */
export const WINDOW_DAYS = 30;

/** Two supply codes of one patient are dated at least this many days apart (rule R20). */
export const SUPPLY_GAP_DAYS = 30;

/** Distinct reading days in a window that earn the full code. */
const FULL_DAYS_MIN: readonly Dated<number>[] = [{ from: '2019-01-01', value: 16, source: 'S1' }];

/** Distinct reading days in a window that earn the short code; null: there is no short code yet. */
const SHORT_DAYS_MIN: readonly Dated<number | null>[] = [
  { from: '2019-01-01', value: null, source: 'S24' },
  { from: '2026-01-01', value: 2, source: 'S5' },
];

/** Distinct reading days in a window that release the set-up code (rule R38). */
const SET_UP_DAYS_MIN: readonly Dated<number>[] = [
  { from: '2019-01-01', value: 16, source: 'S5' },
  { from: '2026-01-01', value: 2, source: ['S5', 'S13'] },
];

/** Fewer days for RPM of suspected or confirmed COVID-19 during the emergency; null: no exception. */
const COVID_DAYS_MIN: readonly Dated<number | null>[] = [
  { from: '2019-01-01', value: null, source: 'S16' },
  { from: '2020-03-01', value: 2, source: 'S16' },
  { from: '2023-05-12', value: null, source: 'S16' },
];

/** Diagnoses that earn the exception: U07.1 is confirmed COVID-19, the others are suspected (source S16). */
const COVID_DIAGNOSES = ['U071', 'Z20822', 'Z03818', 'Z1152'];

export function isCovidCase(diagnoses: readonly string[]): boolean {
  return diagnoses.some((diagnosis) => COVID_DIAGNOSES.includes(diagnosis.replaceAll('.', '').toUpperCase()));
}

export interface DayThresholds {
  readonly fullDaysMin: number;
  readonly shortDaysMin: number | null;
  readonly setUpDaysMin: number;
  readonly covidException: boolean;
}

/** Day thresholds in force on a date of service. */
export function dayThresholds(
  system: SupplySystem,
  dateOfService: LocalDate,
  covidCase: boolean,
): DayThresholds {
  const covidDaysMin =
    covidCase && system.program === 'RPM' ? (inForce(COVID_DAYS_MIN, dateOfService)?.value ?? null) : null;
  const setUpDaysMin = valueOn(SET_UP_DAYS_MIN, dateOfService, 'set-up days');
  return {
    fullDaysMin: covidDaysMin ?? valueOn(FULL_DAYS_MIN, dateOfService, 'full supply days'),
    shortDaysMin: valueOn(SHORT_DAYS_MIN, dateOfService, 'short supply days'),
    setUpDaysMin: covidDaysMin === null ? setUpDaysMin : Math.min(setUpDaysMin, covidDaysMin),
    covidException: covidDaysMin !== null,
  };
}
