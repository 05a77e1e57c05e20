import { E_VISIT_DAYS } from '../../rulebook/telehealth/service-intervals.js';
import { addDays, type LocalDate } from '../../time/local-date.js';
import { inOrder, type ClassifiedEncounter } from './classified-encounter.js';
import type { CodableEncounter } from './record/codable-encounter.js';

/** Encounters of one date and one team that are reported together. The first one carries the code. */
interface DayGroup {
  readonly day: LocalDate;
  readonly members: readonly ClassifiedEncounter[];
}

/** Groups of one day whose e-visits share their seven days. */
interface EVisitWindow {
  readonly start: LocalDate;
  /** First day after the last of its members. */
  readonly end: LocalDate;
  readonly groups: readonly DayGroup[];
}

/** Which encounters are reported together, and which one reports them. */
export class DayGroups {
  private readonly byRoot = new Map<string, DayGroup>();
  private readonly carriers = new Map<string, ClassifiedEncounter>();
  private readonly windows = new Map<string, EVisitWindow>();

  constructor(records: readonly ClassifiedEncounter[]) {
    const groups = groupsOf(records);
    for (const group of groups) {
      const lead = leadOf(group);
      for (const { record } of group.members) {
        this.byRoot.set(record.rootId, group);
        this.carriers.set(record.rootId, lead);
      }
    }
    for (const window of windowsOf(groups)) {
      const carrier = visitInside(window, groups) ?? longest(window);
      for (const { record } of window.groups.flatMap(({ members }) => members)) {
        this.windows.set(record.rootId, window);
        this.carriers.set(record.rootId, carrier);
      }
    }
  }

  /** The encounter that carries the code: another one, or the encounter itself. */
  carrierOf(own: ClassifiedEncounter): ClassifiedEncounter {
    return this.carriers.get(own.record.rootId) ?? own;
  }

  together(own: ClassifiedEncounter, other: ClassifiedEncounter): boolean {
    const group = this.byRoot.get(own.record.rootId);
    return group !== undefined && group === this.byRoot.get(other.record.rootId);
  }

  /** Whether another e-visit of the team lies in the same seven days. */
  sharesWindow(own: ClassifiedEncounter): boolean {
    const members = this.windows.get(own.record.rootId)?.groups.flatMap((group) => group.members) ?? [];
    return members.filter(({ kind }) => kind === 'e-visit').length > 1;
  }
}

function groupsOf(records: readonly ClassifiedEncounter[]): DayGroup[] {
  const pools = new Map<string, ClassifiedEncounter[]>();
  for (const one of records) {
    const pool = poolOf(one);
    if (pool === null) continue;
    const key = `${one.record.facts.dateOfService} ${pool}`;
    pools.set(key, [...(pools.get(key) ?? []), one]);
  }
  return [...pools.values()].flatMap((pool) =>
    teamsOf(pool).map((team) => ({
      day: (team[0] as ClassifiedEncounter).record.facts.dateOfService,
      members: [...team].sort(carryOrder),
    })),
  );
}

/** Consultations are not grouped by day; they have intervals instead (T6.5). */
function poolOf({ kind, isVisit, isMessage }: ClassifiedEncounter): string | null {
  if (isVisit || isMessage) return 'visits';
  return kind === 'store and forward' ? 'images' : null;
}

/** Connected components: an encounter that shares a clinician or specialty with one member belongs to the whole team. */
function teamsOf(records: readonly ClassifiedEncounter[]): ClassifiedEncounter[][] {
  let teams: ClassifiedEncounter[][] = [];
  for (const one of records) {
    const joined = teams.filter((team) => team.some((other) => sameGroup(one.record, other.record)));
    teams = [...teams.filter((team) => !joined.includes(team)), [...joined.flat(), one]];
  }
  return teams;
}

/** The same clinician, or one of the same specialty: together they report one visit a day (T5). */
function sameGroup(a: CodableEncounter, b: CodableEncounter): boolean {
  return a.clinicianId === b.clinicianId || (a.specialty !== null && a.specialty === b.specialty);
}

/** Physician visits first, then other visits, e-visits and check-ins; within each, by start time and id. */
function carryOrder(a: ClassifiedEncounter, b: ClassifiedEncounter): number {
  return carryRank(a) - carryRank(b) || inOrder(a.record, b.record);
}

function carryRank({ kind, isVisit, byPhysician }: ClassifiedEncounter): number {
  if (isVisit) return byPhysician ? 0 : 1;
  return kind === 'e-visit' ? 2 : 3;
}

function leadOf({ members }: DayGroup): ClassifiedEncounter {
  return members[0] as ClassifiedEncounter;
}

/** The first e-visit opens seven days. An e-visit that begins within them belongs to the same window (T6.1). */
function windowsOf(groups: readonly DayGroup[]): EVisitWindow[] {
  const led = groups
    .filter((group) => leadOf(group).kind === 'e-visit')
    .map((group) => ({ group, start: firstDay(group) }))
    .sort((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start)) || byLead(a.group, b.group));
  let windows: EVisitWindow[] = [];
  for (const { group, start } of led) {
    const open = windows.find(
      (window) =>
        start < addDays(window.start, E_VISIT_DAYS) && window.groups.some((one) => related(one, group)),
    );
    const end = addDays(start, E_VISIT_DAYS);
    const grown = open ? { ...open, end, groups: [...open.groups, group] } : { start, end, groups: [group] };
    windows = [...windows.filter((window) => window !== open), grown];
  }
  return windows;
}

function firstDay({ members }: DayGroup): LocalDate {
  return members
    .filter(({ kind }) => kind === 'e-visit')
    .map(({ record }) => record.windowStart)
    .reduce((a, b) => (a < b ? a : b));
}

/** The visit that an e-visit folds into. */
function visitInside(window: EVisitWindow, groups: readonly DayGroup[]): ClassifiedEncounter | null {
  const visits = groups
    .filter((group) => leadOf(group).isVisit && group.day >= window.start && group.day < window.end)
    .filter((group) => window.groups.some((one) => related(one, group)))
    .sort(byLead);
  return visits[0] ? leadOf(visits[0]) : null;
}

/** Minutes of a window are cumulative, so its longest e-visit reports them all; of equal ones, the latest. */
function longest({ groups }: EVisitWindow): ClassifiedEncounter {
  const eVisits = groups.flatMap(({ members }) => members).filter(({ kind }) => kind === 'e-visit');
  return eVisits.sort(
    (a, b) => (b.context.minutes ?? 0) - (a.context.minutes ?? 0) || -inOrder(a.record, b.record),
  )[0] as ClassifiedEncounter;
}

function related(a: DayGroup, b: DayGroup): boolean {
  return a.members.some((one) => b.members.some((other) => sameGroup(one.record, other.record)));
}

function byLead(a: DayGroup, b: DayGroup): number {
  return inOrder(leadOf(a).record, leadOf(b).record);
}
