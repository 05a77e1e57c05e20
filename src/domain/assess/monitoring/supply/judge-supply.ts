import { isEffective } from '../../../rulebook/codes.js';
import {
  dayThresholds,
  isCovidCase,
  SUPPLY_SYSTEMS,
  type DayThresholds,
  type SupplySystem,
} from '../../../rulebook/monitoring/device-supply.js';
import { MORE_SPECIFIC } from '../../../rulebook/monitoring/gate-parameters.js';
import type { LocalDate } from '../../../time/local-date.js';
import { holds, type Period } from '../../../time/period.js';
import { daysOf } from '../counting/count-days.js';
import { devicesInUse, hasQualifyingDevice } from '../counting/devices-in-use.js';
import type { AssessmentContext } from '../monitoring-context.js';
import type { SupplyWindow } from './supply-window.js';

/** What the days of one device system earn in a window. */
export interface JudgedSystem {
  readonly system: SupplySystem;
  readonly days: number;
  /** null: no code of the system is in force on the date of service, so there is no threshold. */
  readonly thresholds: DayThresholds | null;
  readonly dateOfService: LocalDate;
  /** The code in force that the days alone earn; null: none. */
  readonly earns: string | null;
  readonly hasDevice: boolean;
  /** A more specific code used the data that these days would need (rule R10). */
  readonly tookByOther: boolean;
}

/** The systems of the program that have a device in the window. RPM has one system for all devices. */
export function systemsInUse(context: AssessmentContext, period: Period): readonly SupplySystem[] {
  const systems = SUPPLY_SYSTEMS.filter((system) => system.program === context.enrollment.program);
  const types = new Set(devicesInUse(context, period).map((device) => device.type));
  return systems.filter((system) => system.deviceTypes?.some((type) => types.has(type)) ?? true);
}

export function judgeSystem(
  context: AssessmentContext,
  { period, counted }: SupplyWindow,
  { system, dateOfService }: { system: SupplySystem; dateOfService: LocalDate },
): JudgedSystem {
  const thresholds = isEffective(system.full, dateOfService)
    ? dayThresholds(system, dateOfService, isCovidCase(context.enrollment.diagnoses))
    : null;
  const ofSystem = (types: ReadonlySet<string>) =>
    system.deviceTypes?.some((type) => types.has(type)) ?? true;
  const days = daysOf(counted, ofSystem);
  const usable = usableDays(context, { period, counted }, ofSystem);
  const earns = codeFor(system, thresholds, usable);
  return {
    system,
    days: usable,
    thresholds,
    dateOfService,
    earns,
    hasDevice: hasQualifyingDevice(context, period),
    tookByOther: earns !== codeFor(system, thresholds, days),
  };
}

/** Days of the chosen streams, without data that a more specific code already uses (rule R10). */
export function usableDays(
  context: AssessmentContext,
  { period, counted }: SupplyWindow,
  take: (deviceTypes: ReadonlySet<string>) => boolean,
): number {
  const taken = typesTakenByOtherCodes(context, period);
  return daysOf(counted, (types) => take(types) && ![...types].every((type) => taken.includes(type)));
}

function codeFor(system: SupplySystem, thresholds: DayThresholds | null, days: number): string | null {
  if (thresholds === null) return null;
  const { fullDaysMin, shortDaysMin } = thresholds;
  if (days >= fullDaysMin) return system.full;
  return shortDaysMin !== null && days >= shortDaysMin ? system.short : null;
}

function typesTakenByOtherCodes({ claims }: AssessmentContext, period: Period): readonly string[] {
  return MORE_SPECIFIC.filter(({ codes }) =>
    claims.some((claim) => codes.test(claim.code) && holds(period, claim.dateOfService)),
  ).flatMap(({ deviceTypes }) => deviceTypes);
}

/** The codes of a system, split by whether they are in force on the date of service. */
export function effectiveCodes({ system, dateOfService }: JudgedSystem): {
  inForce: string[];
  notYet: string[];
} {
  const codes = [system.full, system.short];
  return {
    inForce: codes.filter((code) => isEffective(code, dateOfService)),
    notYet: codes.filter((code) => !isEffective(code, dateOfService)),
  };
}

/** The days that a code in force requires. */
export function minOf(code: string, { system, thresholds }: JudgedSystem): number {
  if (thresholds === null) throw new Error(`no day threshold of ${code}: it is not in force`);
  return code === system.full ? thresholds.fullDaysMin : (thresholds.shortDaysMin ?? thresholds.fullDaysMin);
}
