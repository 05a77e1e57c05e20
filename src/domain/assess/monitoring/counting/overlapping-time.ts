import { areDisjoint, subtract, totalMillis, type Interval } from '../../../facts/intervals.js';
import type { TimeEntryFacts } from '../../../facts/time-entry.js';
import { UNCOUNTED_MODES } from '../../../rulebook/monitoring/management-ladders.js';
import type { TimeCut } from '../../finding.js';
import type { TimeCutReason } from '../../reasons.js';
import { FirstClaims, type Claim } from '../supply/first-claims.js';

/** What of an entry is still to be counted, and the list that takes what is not. */
export interface Cutting {
  readonly entry: TimeEntryFacts;
  readonly parts: readonly Interval[];
  readonly notCounted: TimeCut[];
}

/** Who keeps an overlapped minute: a total order, so the order of arrival decides nothing (rule R36). */
export function byPrecedence(a: TimeEntryFacts, b: TimeEntryFacts): number {
  if (a.isVisit !== b.isVisit) return a.isVisit ? -1 : 1;
  return (
    (a.loggedAt ?? a.start) - (b.loggedAt ?? b.start) ||
    (a.listed ?? 0) - (b.listed ?? 0) ||
    byNumber.compare(a.id, b.id) ||
    compare(a.id, b.id)
  );
}

/** Ids end in running numbers: T2 stands before T10. */
const byNumber = new Intl.Collator('en', { numeric: true });

/**
 * Takes out of an entry what a visit, another program or another patient's entry of the same person keeps, and says
 * who (rule R36).
 *
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
  // Nearly always: nobody else claims any of it.
  if (rivals.length === 0) return ({ parts }) => parts;
  const ordered = [...entries, ...rivals].sort(byPrecedence);
  const ranks = new Map(ordered.map((entry, rank) => [entry, rank]));
  const claimsAgainst = claimsByStaff(rivals, { patientId: anyone?.patientId, ranks });
  return ({ entry, parts, notCounted }) => {
    const claims = claimsAgainst(entry.staffId);
    const lost = parts.flatMap((part) => claims.keptBefore(part, ranks.get(entry)!));
    if (lost.length === 0) return parts;
    for (const [rank, taken] of byRank(lost)) {
      const rival = ordered[rank]!;
      notCounted.push(cut(entry, { parts: taken, reason: rivalry(entry, rival)!, keptBy: rival.id }));
    }
    return subtract(parts, lost);
  };
}

/** What stands against the entries of each person: rivals of the patient, and the person's own with other patients. */
function claimsByStaff(
  rivals: readonly TimeEntryFacts[],
  of: { readonly patientId: string | undefined; readonly ranks: ReadonlyMap<TimeEntryFacts, number> },
): (staffId: string) => FirstClaims {
  const ofPatient: Claim[] = [];
  const ofStaff = new Map<string, Claim[]>();
  for (const rival of rivals) {
    const claim = { start: rival.start, end: rival.end, rank: of.ranks.get(rival)! };
    const own = rival.patientId === of.patientId ? ofPatient : ofStaff.get(rival.staffId);
    if (own) own.push(claim);
    else ofStaff.set(rival.staffId, [claim]);
  }
  // Built when first asked for; those who were with no other patient share one.
  const shared = new FirstClaims(ofPatient);
  const built = new Map<string, FirstClaims>();
  return (staffId) => {
    const own = ofStaff.get(staffId);
    if (own === undefined) return shared;
    const claims = built.get(staffId) ?? new FirstClaims([...ofPatient, ...own]);
    built.set(staffId, claims);
    return claims;
  };
}

/**
 * Joins the time of one program: a minute that two of its entries hold counts for the first, and the other says so.
 *
 * @param counting in order of precedence
 */
export function joinProgram(
  counting: readonly { readonly entry: TimeEntryFacts; readonly kept: readonly Interval[] }[],
  notCounted: TimeCut[],
): { readonly entry: TimeEntryFacts; readonly part: Interval }[] {
  // Nearly always: nobody did two things at once.
  if (areDisjoint(counting.flatMap(({ kept }) => kept)))
    return counting.flatMap(({ entry, kept }) => kept.map((part) => ({ entry, part })));
  const claims = new FirstClaims(
    counting.flatMap(({ kept }, rank) => kept.map(({ start, end }) => ({ start, end, rank }))),
  );
  const fresh = new Map(byRank(claims.runs));
  return counting.flatMap(({ entry, kept }, rank) => {
    const counted = fresh.get(rank) ?? [];
    if (totalMillis(counted) < totalMillis(kept)) {
      const first = Math.min(...kept.map((part) => claims.lowestIn(part)));
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

/** Why a rival may keep an entry's minute; null where it never does. The same for all entries of one person. */
function rivalry(entry: TimeEntryFacts, rival: TimeEntryFacts): TimeCutReason | null {
  const samePatient = rival.patientId === entry.patientId;
  const sameStaff = rival.staffId === entry.staffId;
  if (rival.isVisit && (samePatient || sameStaff)) return 'inside_visit';
  if (samePatient)
    return rival.program !== entry.program && mayCount(rival) ? 'counted_in_other_program' : null;
  // One person cannot have worked on two patients in one minute, whether or not the other's minute is ever billed.
  return sameStaff ? 'staff_with_other_patient' : null;
}

/** Can the entry's minutes count anywhere, whoever the patient is? */
function mayCount(entry: TimeEntryFacts): boolean {
  return (
    entry.role !== 'non_clinical' && !UNCOUNTED_MODES.includes(entry.mode) && entry.insideEncounter === null
  );
}

/** Claims by their rank, lowest first, each with its parts in order. */
function byRank(claims: readonly Claim[]): [number, Interval[]][] {
  const groups = new Map<number, Interval[]>();
  for (const { rank, start, end } of claims) {
    const group = groups.get(rank);
    if (group) group.push({ start, end });
    else groups.set(rank, [{ start, end }]);
  }
  return [...groups].sort(([a], [b]) => a - b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
