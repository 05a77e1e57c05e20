import type { BillingPolicy } from '../../../facts/policy.js';
import type { Program } from '../../../facts/programs.js';
import type { DeviceAssignment, ReadingFacts } from '../../../facts/readings/device.js';
import { isRtmDevice } from '../../../rulebook/monitoring/device-supply.js';
import { isQualifyingOrigin } from '../../../rulebook/monitoring/reading-origins.js';
import { type LocalDate } from '../../../time/local-date.js';
import { holds, type Period } from '../../../time/period.js';
import type { DayCount } from '../../finding.js';
import type { NotCountedReason } from '../../reasons.js';
import { lastCountedDay, policyIn, setUpDate, type CountingContext } from '../monitoring-context.js';

/** Does the device qualify for the program (rules R5, R10)? */
export function qualifies(device: DeviceAssignment, program: Program): boolean {
  if (program === 'RTM') return isRtmDevice(device.type) && device.fdaDefinedDevice;
  if (program === 'SMBP') return device.parameter === 'blood_pressure' && device.validatedForAccuracy;
  return !isRtmDevice(device.type) && device.fdaDefinedDevice && device.autoUpload;
}

/** Why no reading of the device counts for the program; null: readings may count. */
function unfitFor(program: Program, device: DeviceAssignment): NotCountedReason | null {
  if ((program === 'RTM') !== isRtmDevice(device.type)) return 'other_program';
  return qualifies(device, program) ? null : 'device_not_qualifying';
}

/** Judges single readings of one enrollment. Build it once for many readings. */
export class ReadingJudge {
  private readonly byDevice = new Map<string, DeviceAssignment[]>();
  private readonly unfit = new Map<DeviceAssignment, NotCountedReason | null>();
  private readonly setUp: LocalDate | null;
  private readonly last: LocalDate | null;

  constructor(private readonly context: CountingContext) {
    const { program } = context.enrollment;
    for (const device of context.facts.assignments) {
      this.unfit.set(device, unfitFor(program, device));
      const list = this.byDevice.get(device.deviceId);
      if (list) list.push(device);
      else this.byDevice.set(device.deviceId, [device]);
    }
    this.setUp = setUpDate(context);
    this.last = lastCountedDay(context);
  }

  assignmentOf(reading: ReadingFacts): DeviceAssignment | undefined {
    const day = reading.serviceDay;
    return this.byDevice
      .get(reading.deviceId)
      ?.find(
        (device) => device.assignedFrom <= day && (device.assignedTo === null || day <= device.assignedTo),
      );
  }

  /** Why the reading does not count (rule R15), or the device that makes it count. */
  judge(reading: ReadingFacts): DeviceAssignment | NotCountedReason {
    if (reading.setAside !== null) return reading.setAside;
    const device = this.assignmentOf(reading);
    if (!device) return 'not_assigned';
    const unfit = this.unfit.get(device) ?? null;
    if (unfit !== null) return unfit;
    const { program } = this.context.enrollment;
    if (!isQualifyingOrigin(program, reading.origin, reading.serviceDay)) return 'origin_not_qualifying';
    return this.outside(reading.serviceDay) ?? device;
  }

  private outside(day: LocalDate): NotCountedReason | null {
    const { enrollment, facts } = this.context;
    if (enrollment.consentDate === null) return 'no_consent';
    if (day < enrollment.startDate) return 'before_enrollment';
    if (day < enrollment.consentDate) return 'before_consent';
    if (enrollment.orderDate !== null && day < enrollment.orderDate) return 'before_order';
    if (this.setUp !== null && day < this.setUp) return 'before_setup';
    if (enrollment.pinnedWindowStart !== null && day < enrollment.pinnedWindowStart)
      return 'before_first_window';
    if (this.last !== null && day > this.last) return this.pastTheEnd(day);
    const inpatient =
      facts.policy.excludeInpatientDays &&
      facts.patient.inpatientStays.some(
        (stay) => day >= stay.admit && (stay.discharge === null || day <= stay.discharge),
      );
    return inpatient ? 'inpatient_day' : null;
  }

  private pastTheEnd(day: LocalDate): NotCountedReason {
    const { enrollment, facts } = this.context;
    if (facts.patient.deathDate !== null && day > facts.patient.deathDate) return 'after_death';
    if (enrollment.consentWithdrawnOn !== null && day >= enrollment.consentWithdrawnOn)
      return 'after_consent_withdrawn';
    return 'after_enrollment_end';
  }
}

export interface CountedDays {
  readonly count: DayCount;
  /** Whether the days of one parameter or of all parameters together count (rule R13). */
  readonly dayCount: BillingPolicy['dayCount'];
  /** Days per parameter, with the types of the devices that sent them. */
  readonly streams: ReadonlyMap<
    string,
    { readonly deviceTypes: ReadonlySet<string>; readonly days: ReadonlySet<LocalDate> }
  >;
}

interface Stream {
  readonly deviceTypes: Set<string>;
  readonly days: Map<LocalDate, string[]>;
}

/** Counts the distinct local days with a qualifying reading in the period, per parameter (rules R11 to R16). */
export function countDays(
  context: CountingContext,
  period: Period,
  judge = new ReadingJudge(context),
): CountedDays {
  const streams = new Map<string, Stream>();
  const notCounted: DayCount['notCounted'][number][] = [];
  const utcDays = new Set<number>();
  let readings = 0;
  let everyInstantKnown = true;
  for (const reading of context.facts.readings) {
    if (!holds(period, reading.serviceDay)) continue;
    const verdict = judge.judge(reading);
    if (typeof verdict === 'string') {
      notCounted.push({ readingId: reading.id, day: reading.serviceDay, reason: verdict });
      continue;
    }
    readings += 1;
    if (reading.takenAt === null) everyInstantKnown = false;
    else utcDays.add(Math.floor(reading.takenAt / 86_400_000));
    let stream = streams.get(verdict.parameter);
    if (!stream) streams.set(verdict.parameter, (stream = { deviceTypes: new Set(), days: new Map() }));
    stream.deviceTypes.add(verdict.type);
    const ids = stream.days.get(reading.serviceDay);
    if (ids) ids.push(reading.id);
    else stream.days.set(reading.serviceDay, [reading.id]);
  }
  const { dayCount } = policyIn(context, period);
  return {
    count: summary(streams, dayCount, {
      utcDays: everyInstantKnown ? utcDays.size : null,
      readings,
      notCounted: inOrder(notCounted),
    }),
    streams: daySets(streams),
    dayCount,
  };
}

/** The readings of the episode before a day, each with the reason that it does not count. */
export function readingsBefore(
  { facts, enrollment }: CountingContext,
  day: LocalDate,
  judge: ReadingJudge,
): DayCount['notCounted'] {
  const early: DayCount['notCounted'][number][] = [];
  for (const reading of facts.readings) {
    if (reading.serviceDay >= day || reading.serviceDay < enrollment.startDate) continue;
    const verdict = judge.judge(reading);
    if (typeof verdict === 'string')
      early.push({ readingId: reading.id, day: reading.serviceDay, reason: verdict });
  }
  return inOrder(early);
}

function summary(
  streams: ReadonlyMap<string, Stream>,
  dayCount: BillingPolicy['dayCount'],
  rest: Pick<DayCount, 'utcDays' | 'readings' | 'notCounted'>,
): DayCount {
  const parameters = [...streams.keys()].sort();
  const union = new Set<LocalDate>();
  const perParameter: Record<string, number> = {};
  const counted: DayCount['counted'][number][] = [];
  let most = 0;
  for (const parameter of parameters) {
    const days = streams.get(parameter)?.days ?? new Map<LocalDate, string[]>();
    perParameter[parameter] = days.size;
    most = Math.max(most, days.size);
    for (const [day, ids] of days) {
      union.add(day);
      counted.push({ day, parameter, readingIds: ids.sort() });
    }
  }
  counted.sort((a, b) => compare(a.day, b.day) || compare(a.parameter, b.parameter));
  return {
    days: dayCount === 'union' ? union.size : most,
    unionDays: union.size,
    perParameter,
    firstDay: counted[0]?.day ?? null,
    lastDay: counted[counted.length - 1]?.day ?? null,
    counted,
    ...rest,
  };
}

function daySets(streams: ReadonlyMap<string, Stream>): CountedDays['streams'] {
  return new Map(
    [...streams].map(([parameter, { deviceTypes, days }]) => [
      parameter,
      { deviceTypes, days: new Set(days.keys()) },
    ]),
  );
}

/** Days of the streams that `take` chooses, under the counting policy in force (rule R13). */
export function daysOf(
  { streams, dayCount }: CountedDays,
  take: (deviceTypes: ReadonlySet<string>) => boolean,
): number {
  const chosen = [...streams.values()].filter((stream) => take(stream.deviceTypes));
  if (dayCount === 'union') return new Set(chosen.flatMap((stream) => [...stream.days])).size;
  return Math.max(0, ...chosen.map((stream) => stream.days.size));
}

function inOrder(list: DayCount['notCounted'][number][]): DayCount['notCounted'] {
  return list.sort((a, b) => compare(a.day, b.day) || compare(a.readingId, b.readingId));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
