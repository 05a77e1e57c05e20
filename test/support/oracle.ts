/**
 * An independent recount of a whole run: three raw files in, the charges that must come out and the lines that
 * must be refused. It is written from the text of the rules alone, and is plain rather than fast. It shares no code
 * with the product, so a mistake must be made twice to go unseen. It covers the codes of remote physiologic
 * monitoring (99453, 99454, 99445, 99457, 99458, 99470), 99091 and chronic care management by staff (99490, 99439).
 */
import { DateTime } from 'luxon';
import { readOracleFiles, type OracleEntry, type OracleReading } from './oracle-files.js';

interface OracleDevice {
  id: string;
  parameter: string;
  fdaDefinedDevice: boolean;
  autoUpload: boolean;
  assignedFrom: string;
  assignedTo: string | null;
  setupEducationDate?: string | null;
}

interface OracleEnrollment {
  program: string;
  consentDate: string | null;
  orderDate: string | null;
  startDate: string;
  endDate: string | null;
  alsoEnrolledIn?: string[];
}

export interface OraclePatient {
  patient: {
    id: string;
    timezone: string;
    establishedPatient: boolean;
    deathDate?: string | null;
    inpatientStays?: { admit: string; discharge: string }[];
  };
  payer: { type: string; acceptedCodes?: string[] };
  enrollments: OracleEnrollment[];
  devices: OracleDevice[];
  priorClaims?: { code: string; dateOfService: string }[];
}

export interface OraclePractice {
  practice: { timezone: string };
  patients: OraclePatient[];
}

export interface OracleCharge {
  patientId: string;
  code: string;
  units: number;
  modifiers: string[];
  dateOfService: string;
}

export interface OracleLine {
  file: string;
  line: number;
  reason: string;
}

export interface OracleAnswer {
  charges: OracleCharge[];
  rejected: OracleLine[];
  quarantined: OracleLine[];
}

export interface OracleInput {
  practice: OraclePractice;
  readings: Iterable<string>;
  time: Iterable<string>;
  /** `YYYY-MM-DD`: periods that ended before this day are decided. */
  asOf: string;
}

type Slice = [start: number, end: number];

const FIRST_DAY_OF_THE_2026_RULES = '2026-01-01';

export function recount(input: OracleInput): OracleAnswer {
  const files = readOracleFiles(input);
  const kept = keptSlices(input.practice, files.entries);
  const charges = input.practice.patients.flatMap((record) =>
    chargesOf(
      record,
      files.readings.filter((one) => one.patientId === record.patient.id),
      kept,
      input.asOf,
    ),
  );
  return { charges, rejected: files.rejected, quarantined: files.quarantined };
}

function chargesOf(
  record: OraclePatient,
  readings: OracleReading[],
  kept: Map<OracleEntry, Slice[]>,
  asOf: string,
): OracleCharge[] {
  const enrollment = record.enrollments.find((one) => one.program === 'RPM');
  if (enrollment === undefined) return [];
  if (enrollment.consentDate === null || enrollment.orderDate === null) return [];
  if (record.payer.type.startsWith('medicare') && !record.patient.establishedPatient) return [];
  const end = lastDayOf(record, enrollment, asOf);
  const all = [
    ...deviceCharges(record, enrollment, readings, { asOf, end }),
    ...minuteCharges(record, enrollment, kept, { asOf, end }),
    ...dataReviewCharges(record, enrollment, readings, kept, { asOf, end }),
  ];
  return all.filter(({ code }) => record.payer.acceptedCodes?.includes(code) ?? true);
}

interface Bounds {
  asOf: string;
  /** The last day that counts if the episode has ended, else null. */
  end: string | null;
}

/** The earlier of leaving and dying. A future day ends nothing. */
function lastDayOf(record: OraclePatient, enrollment: OracleEnrollment, asOf: string): string | null {
  const days = [enrollment.endDate, record.patient.deathDate ?? null].filter((day) => day !== null).sort();
  const first = days[0];
  return first !== undefined && first < asOf ? first : null;
}

// ---------------------------------------------------------------- days

/** First setup of the episode, on any device. */
function setupOf(record: OraclePatient): string | null {
  const dates = record.devices
    .map((device) => device.setupEducationDate ?? null)
    .filter((day) => day !== null);
  return dates.sort()[0] ?? null;
}

/** The qualifying days of each parameter (R5, R11 to R15). */
function qualifyingDays(
  record: OraclePatient,
  enrollment: OracleEnrollment,
  readings: OracleReading[],
  end: string | null,
): Map<string, Set<string>> {
  const setup = setupOf(record);
  const starts = [enrollment.consentDate, enrollment.orderDate, enrollment.startDate, setup];
  const from =
    starts
      .filter((day) => day !== null)
      .sort()
      .at(-1) ?? enrollment.startDate;
  const inpatient = (day: string): boolean =>
    (record.patient.inpatientStays ?? []).some((stay) => stay.admit <= day && day <= stay.discharge);
  const days = new Map<string, Set<string>>();
  for (const reading of readings) {
    const device = record.devices.find((one) => one.id === reading.deviceId && assigned(one, reading.day));
    if (!device?.fdaDefinedDevice || !device.autoUpload) continue;
    if (reading.origin !== 'device_auto' || !reading.measurement) continue;
    if (reading.day < from || (end !== null && reading.day > end) || inpatient(reading.day)) continue;
    const set = days.get(device.parameter) ?? new Set<string>();
    days.set(device.parameter, set.add(reading.day));
  }
  return days;
}

function assigned(device: OracleDevice, day: string): boolean {
  return device.assignedFrom <= day && (device.assignedTo === null || day <= device.assignedTo);
}

interface Window {
  start: string;
  /** Last day, inclusive. */
  end: string;
  /** The strict count: the parameter with the most days (R13). */
  days: number;
  lastReadingDay: string | null;
  /** The episode ended inside it. */
  cut: boolean;
}

/** Consecutive 30-day windows from the first qualifying day, those that have ended (R18). */
function windowsOver(days: Map<string, Set<string>>, { asOf, end }: Bounds): Window[] {
  const every = [...days.values()].flatMap((set) => [...set]).sort();
  const windows: Window[] = [];
  let start = every[0];
  while (start !== undefined) {
    const last = plusDays(start, 29);
    const cut = end !== null && end <= last;
    if (!cut && last >= asOf) break;
    const inside = (day: string): boolean => start! <= day && day <= last;
    windows.push({
      start,
      end: last,
      days: Math.max(0, ...[...days.values()].map((set) => [...set].filter(inside).length)),
      lastReadingDay: every.filter(inside).at(-1) ?? null,
      cut,
    });
    if (cut) break;
    start = plusDays(last, 1);
  }
  return windows;
}

function deviceCharges(
  record: OraclePatient,
  enrollment: OracleEnrollment,
  readings: OracleReading[],
  bounds: Bounds,
): OracleCharge[] {
  const charges: OracleCharge[] = [];
  const windows = windowsOver(qualifyingDays(record, enrollment, readings, bounds.end), bounds);
  let lastSupplyDate: string | null = null;
  for (const window of windows) {
    const dateOfService = window.cut ? window.lastReadingDay : window.end;
    if (dateOfService === null) continue;
    const code = supplyCode(window.days, dateOfService);
    if (code === null || !accepts(record, code)) continue;
    // R20: the dates of two supply codes are at least 30 days apart. A date is never moved.
    if (lastSupplyDate !== null && dateOfService < plusDays(lastSupplyDate, 30)) continue;
    lastSupplyDate = dateOfService;
    charges.push(charge(record, code, 1, dateOfService));
  }
  const setup = setupOf(record);
  const before = (record.priorClaims ?? []).some((claim) => claim.code === '99453');
  // Nothing before consent or order counts, including the education (R1, R2).
  const late =
    setup !== null && [enrollment.consentDate, enrollment.orderDate].some((day) => !day || day > setup);
  if (setup !== null && !before && !late) {
    const needed = setup < FIRST_DAY_OF_THE_2026_RULES ? 16 : 2;
    if (windows.some((window) => window.days >= needed)) charges.push(charge(record, '99453', 1, setup));
  }
  return charges;
}

function supplyCode(days: number, dateOfService: string): string | null {
  if (days >= 16) return '99454';
  return days >= 2 && dateOfService >= FIRST_DAY_OF_THE_2026_RULES ? '99445' : null;
}

// ---------------------------------------------------------------- minutes

/**
 * What is left of each entry after the bounds of its patient's enrollment and after the entries logged before it
 * took their minutes (R32, R36). A person who was already working on another patient was not here, whether or not that
 * minute is ever billed. For one patient, an entry that can never count takes no minutes from another program.
 */
function keptSlices(practice: OraclePractice, entries: OracleEntry[]): Map<OracleEntry, Slice[]> {
  const kept = new Map<OracleEntry, Slice[]>();
  const inOrder = [...entries].sort((a, b) => a.loggedMs - b.loggedMs || a.line - b.line);
  for (const entry of inOrder) {
    const record = practice.patients.find((one) => one.patient.id === entry.patientId);
    let slices = record === undefined ? [] : allowed(record, entry);
    for (const [earlier, taken] of kept) {
      const sameStaff = earlier.staffId === entry.staffId;
      const samePatient = earlier.patientId === entry.patientId;
      if (samePatient && earlier.program !== entry.program) slices = minus(slices, taken);
      if (sameStaff && !samePatient) slices = minus(slices, [[earlier.startMs, earlier.endMs]]);
    }
    kept.set(entry, slices);
  }
  return kept;
}

/** The part of an entry between the first and the last day that count. Nothing for non-clinical work. */
function allowed(record: OraclePatient, entry: OracleEntry): Slice[] {
  const enrollment = record.enrollments[0];
  if (enrollment === undefined || enrollment.consentDate === null || enrollment.orderDate === null) return [];
  if (entry.role !== 'clinical_staff' && entry.role !== 'qhp') return [];
  if (entry.mode === 'voicemail' || entry.insideEncounter) return [];
  const firstDay = [enrollment.consentDate, enrollment.orderDate, enrollment.startDate].sort().at(-1)!;
  const ends = [enrollment.endDate, record.patient.deathDate ?? null].filter((day) => day !== null).sort();
  const zone = record.patient.timezone;
  const from = midnight(firstDay, zone);
  const to = ends[0] === undefined ? Infinity : midnight(plusDays(ends[0], 1), zone);
  const slice: Slice = [Math.max(entry.startMs, from), Math.min(entry.endMs, to)];
  return slice[0] < slice[1] ? [slice] : [];
}

function minus(slices: Slice[], holes: Slice[]): Slice[] {
  let rest = slices;
  for (const [holeStart, holeEnd] of holes) {
    rest = rest
      .flatMap(([start, end]): Slice[] => [
        [start, Math.min(end, holeStart)],
        [Math.max(start, holeEnd), end],
      ])
      .filter(([start, end]) => start < end);
  }
  return rest;
}

interface Total {
  minutes: number;
  live: boolean;
  /** Local date of the last counted entry. */
  lastDay: string | null;
}

/** Union of the kept slices between two instants. Seconds are rounded down once (R26). */
function total(entries: Map<OracleEntry, Slice[]>, zone: string, [from, to]: Slice): Total {
  const slices: Slice[] = [];
  let live = false;
  let lastDay: string | null = null;
  for (const [entry, kept] of entries) {
    const inside = kept
      .map(([start, end]): Slice => [Math.max(start, from), Math.min(end, to)])
      .filter(([start, end]) => start < end);
    if (inside.length === 0) continue;
    slices.push(...inside);
    if (entry.interactive && (entry.mode === 'phone' || entry.mode === 'video')) live = true;
    const day = localDay(inside.at(-1)![0], zone);
    if (lastDay === null || day > lastDay) lastDay = day;
  }
  let milliseconds = 0;
  let reached = -Infinity;
  for (const [start, end] of slices.sort((a, b) => a[0] - b[0])) {
    milliseconds += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return { minutes: Math.floor(Math.floor(milliseconds / 1000) / 60), live, lastDay };
}

function only(
  kept: Map<OracleEntry, Slice[]>,
  test: (entry: OracleEntry) => boolean,
): Map<OracleEntry, Slice[]> {
  return new Map([...kept].filter(([entry]) => test(entry)));
}

function minuteCharges(
  record: OraclePatient,
  enrollment: OracleEnrollment,
  kept: Map<OracleEntry, Slice[]>,
  bounds: Bounds,
): OracleCharge[] {
  const zone = record.patient.timezone;
  const of = (program: string): Map<OracleEntry, Slice[]> =>
    only(kept, (entry) => entry.patientId === record.patient.id && entry.program === program);
  const rpm = of('RPM');
  const ccm = of('CCM');
  const charges: OracleCharge[] = [];
  for (const month of monthsOver(enrollment, bounds)) {
    const span: Slice = [midnight(month.first, zone), midnight(plusDays(month.last, 1), zone)];
    const equipped = record.devices.some(
      (device) =>
        device.fdaDefinedDevice &&
        device.autoUpload &&
        device.assignedFrom <= month.last &&
        (device.assignedTo === null || device.assignedTo >= month.first),
    );
    const managed = total(rpm, zone, span);
    const managedOn = month.cut ? managed.lastDay : month.last;
    if (equipped && managed.live && managedOn !== null) {
      charges.push(...ladder(record, managed.minutes, managedOn));
    }
    if (!(enrollment.alsoEnrolledIn ?? []).includes('CCM')) continue;
    const cared = total(ccm, zone, span);
    const caredOn = month.cut ? cared.lastDay : month.last;
    if (cared.minutes < 20 || caredOn === null) continue;
    charges.push(charge(record, '99490', 1, caredOn));
    const more = Math.min(2, Math.floor((cared.minutes - 20) / 20));
    if (more > 0) charges.push(charge(record, '99439', more, caredOn));
  }
  return charges;
}

/** R28: 10, 20, 40, 60, 80 whole minutes. The short code exists only under the rules of 2026. */
function ladder(record: OraclePatient, minutes: number, dateOfService: string): OracleCharge[] {
  if (minutes >= 20) {
    const more = Math.min(3, Math.floor((minutes - 20) / 20));
    const first = charge(record, '99457', 1, dateOfService);
    return more > 0 ? [first, charge(record, '99458', more, dateOfService)] : [first];
  }
  const short = minutes >= 10 && dateOfService >= FIRST_DAY_OF_THE_2026_RULES;
  return short ? [charge(record, '99470', 1, dateOfService)] : [];
}

/** 99091: thirty minutes of a physician or other qualified professional in a device window, never with 99457. */
function dataReviewCharges(
  record: OraclePatient,
  enrollment: OracleEnrollment,
  readings: OracleReading[],
  kept: Map<OracleEntry, Slice[]>,
  bounds: Bounds,
): OracleCharge[] {
  const zone = record.patient.timezone;
  const reviews = only(
    kept,
    (entry) => entry.patientId === record.patient.id && entry.program === '99091' && entry.role === 'qhp',
  );
  if (reviews.size === 0) return [];
  const managed = minuteCharges(record, enrollment, kept, bounds).filter(({ code }) => code === '99457');
  const windows = windowsOver(qualifyingDays(record, enrollment, readings, bounds.end), bounds);
  return windows.flatMap((window) => {
    const span: Slice = [midnight(window.start, zone), midnight(plusDays(window.end, 1), zone)];
    const { minutes, lastDay } = total(reviews, zone, span);
    const dateOfService = window.cut ? lastDay : window.end;
    const months = [window.start.slice(0, 7), window.end.slice(0, 7)];
    const rival = managed.some((one) => months.includes(one.dateOfService.slice(0, 7)));
    return minutes >= 30 && !rival && dateOfService !== null
      ? [charge(record, '99091', 1, dateOfService)]
      : [];
  });
}

// ---------------------------------------------------------------- calendar

interface Month {
  first: string;
  last: string;
  /** The episode ended inside it. */
  cut: boolean;
}

function monthsOver(enrollment: OracleEnrollment, { asOf, end }: Bounds): Month[] {
  const months: Month[] = [];
  let first = `${enrollment.startDate.slice(0, 7)}-01`;
  for (;;) {
    const last = DateTime.fromISO(first, { zone: 'utc' }).endOf('month').toISODate()!;
    const cut = end !== null && end <= last;
    if (!cut && last >= asOf) return months;
    months.push({ first, last, cut });
    if (cut) return months;
    first = plusDays(last, 1);
  }
}

function plusDays(day: string, days: number): string {
  return DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toISODate()!;
}

function midnight(day: string, zone: string): number {
  return DateTime.fromISO(day, { zone }).startOf('day').toMillis();
}

function localDay(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toISODate()!;
}

function accepts(record: OraclePatient, code: string): boolean {
  return record.payer.acceptedCodes?.includes(code) ?? true;
}

function charge(record: OraclePatient, code: string, units: number, dateOfService: string): OracleCharge {
  return { patientId: record.patient.id, code, units, modifiers: [], dateOfService };
}
