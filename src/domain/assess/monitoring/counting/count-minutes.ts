import { clip, intersect, subtract, totalMillis, type Interval } from '../../../facts/intervals.js';
import type { TimeEntryFacts } from '../../../facts/time-entry.js';
import { NOT_LIVE_MODES, UNCOUNTED_MODES } from '../../../rulebook/monitoring/management-ladders.js';
import { formatInstant, instant, type Instant } from '../../../time/instant.js';
import { addDays, earliest, latest, type LocalDate } from '../../../time/local-date.js';
import type { Period } from '../../../time/period.js';
import { patientDayAt, startOfPatientDay, type ZoneHistory } from '../../../time/zone.js';
import type { MinuteCount, TimeCut, TimeSlice } from '../../finding.js';
import type { TimeCutReason } from '../../reasons.js';
import { lastCountedDay, type CountingContext } from '../monitoring-context.js';
import { byPrecedence, cut, joinProgram, rivalCutter, type Cutting } from './overlapping-time.js';

interface MinuteQuestion {
  readonly program: string;
  readonly roles: readonly string[];
  readonly period: Period;
}

/** Bounds before and after every possible instant. */
const EVER = instant(-8.64e15);
const NEVER = instant(8.64e15);

/**
 * Counts the time of one program in a period. Minutes that another entry keeps are cut (rule R36), the rest is joined
 * within the program, summed in seconds and floored once (rule R26). No minute counts twice.
 */
export function countMinutes(context: CountingContext, question: MinuteQuestion): MinuteCount {
  const { zones } = context.facts.patient;
  const bounds: Interval = {
    start: startOfPatientDay(question.period.start, zones),
    end: startOfPatientDay(question.period.end, zones),
  };
  const emDays = context.facts.policy.excludeAllTimeOnEmDay ? visitDays(context) : new Set<LocalDate>();
  const notCounted: TimeCut[] = [];
  const slices: TimeSlice[] = [];
  let millis = 0;
  let claimedMillis = 0;
  let interactiveEntryId: string | null = null;
  const eligibleSpan = eligibleSpanOf(context);
  const entries = entriesOf(context, question.program, bounds);
  const cutRivals = rivalCutter(context.facts.timeEntries, { entries, bounds });
  const counting: { entry: TimeEntryFacts; kept: readonly Interval[] }[] = [];
  for (const entry of entries) {
    const claimed = clip(entry, bounds);
    const onEmDay = emDays.size > 0 && emDays.has(patientDayAt(entry.start, zones));
    const barred = barredBecause(entry, question.roles, onEmDay);
    if (barred !== null) {
      notCounted.push(cut(entry, { parts: claimed, reason: barred }));
      if (barred === 'inside_visit') claimedMillis += totalMillis(claimed);
      continue;
    }
    const eligible = clipToEligible(context, { entry, parts: claimed, notCounted, eligibleSpan });
    claimedMillis += totalMillis(eligible);
    const kept = cutRivals({ entry, parts: eligible, notCounted });
    if (kept.length > 0 && isLive(entry)) interactiveEntryId ??= entry.id;
    counting.push({ entry, kept });
  }
  for (const { entry, part } of joinProgram(counting, notCounted)) {
    millis += part.end - part.start;
    slices.push(...slicesByDay(entry, part, zones));
  }
  slices.sort((a, b) => compare(a.start, b.start) || compare(a.entryId, b.entryId));
  const seconds = Math.floor(millis / 1000);
  return {
    program: question.program,
    seconds,
    minutes: Math.floor(seconds / 60),
    interactive: interactiveEntryId !== null,
    interactiveEntryId,
    claimedMinutes: Math.floor(claimedMillis / 60_000),
    lastDay: slices.reduce<LocalDate | null>(
      (last, { day }) => (last === null || day > last ? day : last),
      null,
    ),
    slices,
    notCounted: notCounted.sort((a, b) => compare(a.entryId, b.entryId) || compare(a.reason, b.reason)),
  };
}

function entriesOf({ facts }: CountingContext, program: string, bounds: Interval): TimeEntryFacts[] {
  return facts.timeEntries
    .filter((entry) => entry.patientId === facts.patient.id && entry.program === program && !entry.isVisit)
    .filter((entry) => entry.start < bounds.end && entry.end > bounds.start)
    .sort(byPrecedence);
}

/** The local date on which the running total reached a number of minutes; null if it never did. */
export function dayReaching(count: MinuteCount, minutes: number): LocalDate | null {
  let seconds = 0;
  for (const slice of count.slices) {
    seconds += slice.seconds;
    if (seconds >= minutes * 60) return slice.day;
  }
  return null;
}

function isLive(entry: TimeEntryFacts): boolean {
  return entry.interactive && !NOT_LIVE_MODES.includes(entry.mode);
}

function barredBecause(
  entry: TimeEntryFacts,
  roles: readonly string[],
  onEmDay: boolean,
): TimeCutReason | null {
  if (entry.role === 'non_clinical') return 'non_clinical';
  if (!roles.includes(entry.role)) return 'role_not_counted';
  if (UNCOUNTED_MODES.includes(entry.mode)) return 'voicemail';
  if (entry.insideEncounter !== null) return 'inside_visit';
  return onEmDay ? 'em_day' : null;
}

/** Everything that {@link clipToEligible} keeps. */
function eligibleSpanOf(context: CountingContext): Interval {
  const { enrollment, facts } = context;
  const { zones } = facts.patient;
  const first = latest(enrollment.startDate, enrollment.consentDate, enrollment.orderDate);
  const last = earliest(facts.patient.deathDate, lastCountedDay(context));
  return {
    start: first === null ? EVER : startOfPatientDay(first, zones),
    end: last === null ? NEVER : startOfPatientDay(addDays(last, 1), zones),
  };
}

/** Keeps the time after consent, order and start, up to the end of the episode (rule R31). */
function clipToEligible(
  context: CountingContext,
  { entry, parts, notCounted, eligibleSpan }: Cutting & { readonly eligibleSpan: Interval },
): Interval[] {
  const { enrollment, facts } = context;
  const { zones } = facts.patient;
  if (enrollment.consentDate === null) {
    notCounted.push(cut(entry, { parts, reason: 'no_consent' }));
    return [];
  }
  // The usual case: nothing to cut.
  if (parts.every(({ start, end }) => start >= eligibleSpan.start && end <= eligibleSpan.end))
    return [...parts];
  const last = lastCountedDay(context);
  const death = facts.patient.deathDate;
  const before = (day: LocalDate | null): Interval => ({
    start: EVER,
    end: day === null ? EVER : startOfPatientDay(day, zones),
  });
  const after = (day: LocalDate | null): Interval => ({
    start: day === null ? NEVER : startOfPatientDay(addDays(day, 1), zones),
    end: NEVER,
  });
  const holes: readonly (readonly [TimeCutReason, Interval])[] = [
    ['before_enrollment', before(enrollment.startDate)],
    ['before_consent', before(enrollment.consentDate)],
    ['before_order', before(enrollment.orderDate)],
    ['after_death', after(death)],
    ['after_enrollment_end', after(last)],
  ];
  let rest = [...parts];
  for (const [reason, hole] of holes) {
    const lost = intersect(rest, [hole]);
    if (lost.length === 0) continue;
    notCounted.push(cut(entry, { parts: lost, reason }));
    rest = subtract(rest, [hole]);
  }
  return rest;
}

/** Splits at the patient's midnights, so every slice lies on one date. */
function slicesByDay(entry: TimeEntryFacts, part: Interval, zones: ZoneHistory): TimeSlice[] {
  const slices: TimeSlice[] = [];
  let from: Instant = part.start;
  while (from < part.end) {
    const day = patientDayAt(from, zones);
    const midnight = startOfPatientDay(addDays(day, 1), zones);
    const to = instant(Math.min(part.end, midnight > from ? midnight : part.end));
    slices.push({
      entryId: entry.id,
      staffId: entry.staffId,
      day,
      start: formatInstant(from),
      end: formatInstant(to),
      seconds: (to - from) / 1000,
    });
    from = to;
  }
  return slices;
}

function visitDays({ facts }: CountingContext): Set<LocalDate> {
  const days = new Set<LocalDate>();
  for (const entry of facts.timeEntries) {
    if (entry.patientId !== facts.patient.id) continue;
    if (entry.insideEncounter) days.add(entry.insideEncounter.date);
    if (entry.isVisit) days.add(patientDayAt(entry.start, facts.patient.zones));
  }
  return days;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
