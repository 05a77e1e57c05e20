import type { SourceId } from '../sources.js';
import { SUPPLY_SYSTEMS } from './device-supply.js';
import { RPM_LADDER, RTM_LADDER } from './management-ladders.js';

/** The remote monitoring program of each code for set-up, device supply and treatment management (rules R6, R7). */
const MONITORING_PROGRAMS: ReadonlyMap<string, 'RPM' | 'RTM'> = new Map([
  ...SUPPLY_SYSTEMS.flatMap(({ program, setUp, full, short }) =>
    [setUp, full, short].map((code) => [code, program] as const),
  ),
  ...ladderCodes('RPM', RPM_LADDER),
  ...ladderCodes('RTM', RTM_LADDER),
]);

function ladderCodes(
  program: 'RPM' | 'RTM',
  { short, base, addOn }: typeof RPM_LADDER,
): (readonly [string, 'RPM' | 'RTM'])[] {
  return [short, base, addOn].filter((code) => code !== null).map((code) => [code, program] as const);
}

/** null: the code is not a remote monitoring code. */
export function monitoringProgramOf(code: string): 'RPM' | 'RTM' | null {
  return MONITORING_PROGRAMS.get(code) ?? null;
}

const SUPPLY_CODES = new Set(SUPPLY_SYSTEMS.flatMap(({ full, short }) => [full, short]));

export function isSupplyCode(code: string): boolean {
  return SUPPLY_CODES.has(code);
}

interface TimedCodes {
  readonly program: string;
  readonly codes: readonly string[];
  readonly source: SourceId;
}

/** Programs under which staff log the minutes of each code. A code that is not listed does not bill time. */
const TIMED_CODES: readonly TimedCodes[] = [
  { program: 'RPM', codes: ['99457', '99458', '99470'], source: 'S5' },
  { program: 'RTM', codes: ['98979', '98980', '98981'], source: 'S18' },
  { program: '99091', codes: ['99091'], source: 'S25' },
  { program: 'CCM', codes: ['99490', '99439', '99487', '99489', '99491', '99437'], source: 'S15' },
  { program: 'PCM', codes: ['99424', '99425', '99426', '99427'], source: 'S24' },
  { program: 'BHI', codes: ['99484'], source: 'K' },
];

const TIME_PROGRAMS: ReadonlyMap<string, string> = new Map(
  TIMED_CODES.flatMap(({ program, codes }) => codes.map((code) => [code, program] as const)),
);

/** The program under which minutes of the code are logged; null: the code does not bill time. */
export function timeProgramOf(code: string): string | null {
  return TIME_PROGRAMS.get(code) ?? null;
}
