import { Injectable } from '@nestjs/common';
import type {
  EncounterPayer,
  EncounterRecord,
  VisitSpan,
} from '../../../domain/assess/encounters/record/codable-encounter.js';
import { VISIT_PROGRAM } from '../../../domain/assess/encounters/visit-minutes.js';
import type { PracticeTables } from '../../../domain/assess/telehealth/practice-tables.js';
import type { TimeEntryFacts } from '../../../domain/facts/time-entry.js';
import { instant } from '../../../domain/time/instant.js';
import type { LocalDate } from '../../../domain/time/local-date.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import type { CoverageInterval } from '../../practices/payers/coverage-spans.js';
import type { Payer } from '../../practices/payers/payer.js';
import type { Practice } from '../../practices/practice.js';
import { PracticesService } from '../../practices/practices.service.js';
import { ENTRY_HOURS_MAX } from '../../time-tracking/entries/time-entry.js';
import { payerOn } from '../../../domain/assess/encounters/record/payer-on.js';
import { TelehealthProfilesService } from '../profiles/telehealth-profiles.service.js';
import { DoubleVisits } from '../signing/double-visits.js';
import { StandingEncounters } from '../signing/standing-encounters.js';
import { VisitSpansRepository } from '../signing/visit-spans.repository.js';
import { encounterRecord, spansOf, type RecordFrame } from '../../../domain/assess/encounters/record/read-encounter.js';
import type { Encounter, Snapshot } from './encounter.js';
import { EncountersRepository } from './encounters.repository.js';

const REACH_MS = ENTRY_HOURS_MAX * 3_600_000;

/** What decides the charges of one patient's encounters. */
export interface PatientEncounters {
  /** The version of each encounter that stands, those taken back included. */
  readonly records: readonly EncounterRecord[];
  readonly tables: PracticeTables;
}

/** What a draft is decided with. */
export interface EncounterSurround {
  readonly others: readonly EncounterRecord[];
  readonly tables: PracticeTables;
  readonly recordOf: (encounter: Encounter, snapshot: Snapshot) => EncounterRecord;
}

interface Settings {
  readonly tables: PracticeTables;
  readonly practice: Practice;
  readonly coverage: ReadonlyMap<string, readonly CoverageInterval[]>;
  readonly payers: ReadonlyMap<string, Payer>;
}

/** Signed encounters as billing and coding see them, and their minutes as the interval engine does. */
@Injectable()
export class EncounterEvidence {
  constructor(
    private readonly repository: EncountersRepository,
    private readonly spans: VisitSpansRepository,
    private readonly standing: StandingEncounters,
    private readonly doubles: DoubleVisits,
    private readonly profiles: TelehealthProfilesService,
    private readonly patients: PatientsService,
    private readonly practices: PracticesService,
  ) {}

  /** Of those of up to 500 patients that have any. */
  async ofPatients(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, PatientEncounters>> {
    const signed = latestOf(await this.repository.signedOfPatients(principal, patientIds));
    if (signed.length === 0) return new Map();
    const [settings, doubles] = await Promise.all([
      this.settings(principal, [...new Set(signed.map((one) => one.patientId))]),
      this.doubles.of(principal, signed),
    ]);
    const found = new Map<string, { records: EncounterRecord[]; tables: PracticeTables }>();
    for (const encounter of signed) {
      const { patientId } = encounter;
      const entry = found.get(patientId) ?? { records: [], tables: settings.tables };
      if (encounter.signed)
        entry.records.push(
          recordOf(settings, encounter, {
            snapshot: encounter.signed.snapshot,
            clinicianElsewhere: doubles.has(encounter.id),
          }),
        );
      found.set(patientId, entry);
    }
    return found;
  }

  /** For one encounter, signed or not: the patient's others, and how its own record is read. */
  async around(principal: Principal, encounter: Encounter): Promise<EncounterSurround> {
    const { patientId, rootId } = encounter;
    const [settings, found, doubles] = await Promise.all([
      this.settings(principal, [patientId]),
      this.ofPatients(principal, [patientId]),
      this.doubles.of(principal, [encounter]),
    ]);
    const clinicianElsewhere = doubles.has(encounter.id);
    const records = found.get(patientId)?.records ?? [];
    return {
      others: records.filter((record) => record.rootId !== rootId),
      tables: settings.tables,
      recordOf: (one, snapshot) => recordOf(settings, one, { snapshot, clinicianElsewhere }),
    };
  }

  /**
   * The entries of some patients, each list with the visits that take minutes from them: the patient's own, and those in
   * which the same people saw somebody else.
   * @param known the patients' own encounters, as `ofPatients` gives them
   */
  async withVisits(
    principal: Principal,
    entries: ReadonlyMap<string, readonly TimeEntryFacts[]>,
    known: ReadonlyMap<string, PatientEncounters>,
  ): Promise<ReadonlyMap<string, readonly TimeEntryFacts[]>> {
    const all = [...entries.values()].flat();
    const own = [...known.values()].flatMap(({ records }) => records).filter(({ voided }) => !voided);
    const shared = all.length === 0 ? [] : await this.ofStaff(principal, all);
    const visits = new Map<string, TimeEntryFacts>();
    for (const record of own) addVisits(visits, record, visitTimes(record));
    for (const one of shared) addVisits(visits, one, spansOf(one));
    if (visits.size === 0) return entries;
    return new Map(
      [...entries].map(([patientId, logged]) => {
        const staff = new Set(logged.map(({ staffId }) => staffId));
        const near = [...visits.values()].filter(
          (visit) => visit.patientId === patientId || staff.has(visit.staffId),
        );
        return [patientId, [...logged, ...near]];
      }),
    );
  }

  private async ofStaff(principal: Principal, entries: readonly TimeEntryFacts[]): Promise<Encounter[]> {
    let from = Infinity;
    let to = -Infinity;
    const staff = new Set<string>();
    for (const { staffId, start, end } of entries) {
      staff.add(staffId);
      if (start < from) from = start;
      if (end > to) to = end;
    }
    const span = { from: instant(from - REACH_MS), to: instant(to) };
    const ids = await this.spans.encountersOfStaff(principal, [...staff], span);
    return this.standing.among(principal, [...ids]);
  }

  private async settings(principal: Principal, patientIds: readonly string[]): Promise<Settings> {
    const [tables, practice, patients] = await Promise.all([
      this.profiles.tables(principal),
      this.practices.get(principal),
      this.patients.factsOf(principal, patientIds),
    ]);
    const coverage = new Map([...patients].map(([id, facts]) => [id, facts.coverage]));
    const payerIds = [...coverage.values()].flat().map(({ payerId }) => payerId);
    return { tables, practice, coverage, payers: await this.practices.payersById(principal, payerIds) };
  }
}

function recordOf(
  settings: Settings,
  encounter: Encounter,
  frame: Pick<RecordFrame, 'snapshot' | 'clinicianElsewhere'>,
): EncounterRecord {
  const { locality, qualifyingApm } = settings.practice;
  const payer: EncounterPayer | null = payerOn(settings.coverage.get(encounter.patientId) ?? [], {
    payers: settings.payers,
    rows: settings.tables.rows,
    day: encounter.dateOfService as LocalDate,
  });
  return encounterRecord(encounter, { ...frame, payer, locality, qualifyingApm });
}

/** The last signed version of each encounter. */
function latestOf(signed: readonly Encounter[]): Encounter[] {
  const last = new Map<string, Encounter>();
  for (const encounter of signed) {
    const known = last.get(encounter.rootId);
    if (!known || known.amendment < encounter.amendment) last.set(encounter.rootId, encounter);
  }
  return [...last.values()].sort((a, b) => (a.rootId < b.rootId ? -1 : 1));
}

/** A visit without a clock takes no minute from anybody, but its day is a day of a visit. */
function visitTimes({ spans, clinicianId, dayStart, facts }: EncounterRecord): readonly VisitSpan[] {
  const live = facts.modality === 'audio-video' || facts.modality === 'audio-only';
  return spans.length === 0 && live ? [{ staffId: clinicianId, start: dayStart, end: dayStart }] : spans;
}

/** A visit's own clock stands before every entry (rule R36). */
function addVisits(
  visits: Map<string, TimeEntryFacts>,
  of: { readonly id: string; readonly patientId: string },
  spans: readonly VisitSpan[],
): void {
  spans.forEach(({ staffId, start, end }, index) => {
    const id = `${of.id}~s${index}`;
    visits.set(id, {
      id,
      patientId: of.patientId,
      staffId,
      role: 'qhp',
      program: VISIT_PROGRAM,
      start,
      end,
      interactive: true,
      mode: 'video',
      loggedAt: null,
      insideEncounter: null,
      isVisit: true,
    });
  });
}
