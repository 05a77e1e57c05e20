import { areDisjoint, subtract, totalMillis, type Interval } from '../../../facts/intervals.js';
import type { TimeEntryFacts } from '../../../facts/time-entry.js';
import { UNCOUNTED_MODES } from '../../../rulebook/monitoring/management-ladders.js';
import type { TimeCut } from '../../finding.js';
import type { TimeCutReason } from '../../reasons.js';
import { FirstHolds, type Hold } from './first-holds.js';

/** The parts of an entry that may still count, and the list that collects what does not. */
export interface Cutting {
  readonly entry: TimeEntryFacts;
  readonly parts: readonly Interval[];
  readonly notCounted: TimeCut[];
}

/** Decides who keeps an overlapped minute. It is a total order, so the order of arrival does not matter (rule R36). */
export function byPrecedence(a: TimeEntryFacts, b: TimeEntryFacts): number {
  if (a.isVisit !== b.isVisit) return a.isVisit ? -1 : 1;
  return (
    (a.loggedAt ?? a.start) - (b.loggedAt ?? b.start) ||
    (a.listed ?? 0) - (b.listed ?? 0) ||
    byNumber.compare(a.id, b.id) ||
    compare(a.id, b.id)
  );
}

/** Ids end in running numbers: T2 comes before T10. */
const byNumber = new Intl.Collator('en', { numeric: true });

/**
 * Removes from an entry the time that a visit, another program, or the same person's entry for another patient keeps,
 * and names that entry (rule R36).
 * @param entries of one patient and one program, without visits
 */
export function rivalCutter(
  everything: readonly TimeEntryFacts[],
  { entries, bounds }: { readonly entries: readonly TimeEntryFacts[]; readonly bounds: Interval },
): (cutting: Cutting) => readonly Interval[] {
  const [anyone] = entries;
  const oneOfEach = new Map(entries.map((entry) => [entry.staffId, entry]));
  const rivals = everything.filter((rival) => {
    if (rival.start >= bounds.end || rival.end <= bounds.start) return false;
    const entry = oneOfEach.get(rival.staffId) ?? anyone;
    return entry !== undefined && rivalry(entry, rival) !== null;
  });
  // The usual case: nothing else overlaps.
  if (rivals.length === 0) return ({ parts }) => parts;
  const ordered = [...entries, ...rivals].sort(byPrecedence);
  const ranks = new Map(ordered.map((entry, rank) => [entry, rank]));
  const holdsAgainst = holdsByStaff(rivals, { patientId: anyone?.patientId, ranks });
  return ({ entry, parts, notCounted }) => {
    const holds = holdsAgainst(entry.staffId);
    const lost = parts.flatMap((part) => holds.keptBefore(part, ranks.get(entry)!));
    if (lost.length === 0) return parts;
    for (const [rank, taken] of byRank(lost)) {
      const rival = ordered[rank]!;
      notCounted.push(cut(entry, { parts: taken, reason: rivalry(entry, rival)!, keptBy: rival.id }));
    }
    return subtract(parts, lost);
  };
}

/** The rivals of each person's entries: those of the same patient, and the person's own entries for other patients. */
function holdsByStaff(
  rivals: readonly TimeEntryFacts[],
  of: { readonly patientId: string | undefined; readonly ranks: ReadonlyMap<TimeEntryFacts, number> },
): (staffId: string) => FirstHolds {
  const ofPatient: Hold[] = [];
  const ofStaff = new Map<string, Hold[]>();
  for (const rival of rivals) {
    const hold = { start: rival.start, end: rival.end, rank: of.ranks.get(rival)! };
    const own = rival.patientId === of.patientId ? ofPatient : ofStaff.get(rival.staffId);
    if (own) own.push(hold);
    else ofStaff.set(rival.staffId, [hold]);
  }
  // Built on first use. Everyone without another patient's entry shares one.
  const shared = new FirstHolds(ofPatient);
  const built = new Map<string, FirstHolds>();
  return (staffId) => {
    const own = ofStaff.get(staffId);
    if (own === undefined) return shared;
    const holds = built.get(staffId) ?? new FirstHolds([...ofPatient, ...own]);
    built.set(staffId, holds);
    return holds;
  };
}

/**
 * Joins the time of one program. A minute in two of its entries counts for the first one, and the other one reports
 * it.
 * @param counting in order of precedence
 */
export function joinProgram(
  counting: readonly { readonly entry: TimeEntryFacts; readonly kept: readonly Interval[] }[],
  notCounted: TimeCut[],
): { readonly entry: TimeEntryFacts; readonly part: Interval }[] {
  // The usual case: no two entries overlap.
  if (areDisjoint(counting.flatMap(({ kept }) => kept)))
    return counting.flatMap(({ entry, kept }) => kept.map((part) => ({ entry, part })));
  const holds = new FirstHolds(
    counting.flatMap(({ kept }, rank) => kept.map(({ start, end }) => ({ start, end, rank }))),
  );
  const fresh = new Map(byRank(holds.runs));
  return counting.flatMap(({ entry, kept }, rank) => {
    const counted = fresh.get(rank) ?? [];
    if (totalMillis(counted) < totalMillis(kept)) {
      const first = Math.min(...kept.map((part) => holds.lowestIn(part)));
      const keptBy = counting[first]?.entry.id ?? null;
      notCounted.push(cut(entry, { parts: subtract(kept, counted), reason: 'overlap_same_program', keptBy }));
    }
    return counted.map((part) => ({ entry, part }));
  });
}

export function cut(
  entry: TimeEntryFacts,
  {
    parts,
    reason,
    keptBy = null,
  }: { parts: readonly Interval[]; reason: TimeCutReason; keptBy?: string | null },
): TimeCut {
  return { entryId: entry.id, seconds: Math.floor(totalMillis(parts) / 1000), reason, keptBy };
}

/**
 * Why a rival may keep an entry's minute; null: it never does. The answer is the same for all entries of one person.
 */
function rivalry(entry: TimeEntryFacts, rival: TimeEntryFacts): TimeCutReason | null {
  const samePatient = rival.patientId === entry.patientId;
  const sameStaff = rival.staffId === entry.staffId;
  if (rival.isVisit && (samePatient || sameStaff)) return 'inside_visit';
  if (samePatient)
    return rival.program !== entry.program && mayCount(rival) ? 'counted_in_other_program' : null;
  // One person cannot work for two patients in the same minute, whether or not the other minute is billed.
  return sameStaff ? 'staff_with_other_patient' : null;
}

/** Can the entry's minutes count for anyone? */
function mayCount(entry: TimeEntryFacts): boolean {
  return (
    entry.role !== 'non_clinical' && !UNCOUNTED_MODES.includes(entry.mode) && entry.insideEncounter === null
  );
}

/** Holds grouped by rank, lowest first, each with its parts in order. */
function byRank(holds: readonly Hold[]): [number, Interval[]][] {
  const groups = new Map<number, Interval[]>();
  for (const { rank, start, end } of holds) {
    const group = groups.get(rank);
    if (group) group.push({ start, end });
    else groups.set(rank, [{ start, end }]);
  }
  return [...groups].sort(([a], [b]) => a - b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
