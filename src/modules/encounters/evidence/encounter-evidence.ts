import { Injectable } from '@nestjs/common';
import { ownVisitEntries, visitEntries } from '../../../domain/assess/encounters/record/visit-spans.js';
import type { EncounterCase } from '../../../domain/assess/review-encounter.js';
import {
  currentVersions,
  type EncounterOnFile,
  type EncounterSnapshot,
} from '../../../domain/facts/recorded-encounter.js';
import type { TimeEntryFacts } from '../../../domain/facts/time-entry.js';
import { instant } from '../../../domain/time/instant.js';
import type { Principal } from '../../caller/principal.js';
import { PatientsService } from '../../patients/patients.service.js';
import { PracticesService } from '../../practices/practices.service.js';
import { ENTRY_HOURS_MAX } from '../../time-tracking/entries/time-entry.js';
import { TelehealthProfilesService } from '../profiles/telehealth-profiles.service.js';
import type { Encounter } from '../record/encounter.js';
import { EncountersRepository } from '../record/encounters.repository.js';
import { DoubleVisits } from './double-visits.js';
import { StandingEncounters } from './standing-encounters.js';
import { VisitSpansRepository } from './visit-spans.repository.js';

const REACH_MS = ENTRY_HOURS_MAX * 3_600_000;

type ByPatient<T> = ReadonlyMap<string, readonly T[]>;

/** Loads signed encounters for billing and coding, and their minutes for counting time. It decides nothing. */
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

  /** The current version of each signed encounter of up to 500 patients; patients without any are left out. */
  async ofPatients(principal: Principal, patientIds: readonly string[]): Promise<ByPatient<EncounterOnFile>> {
    const signed = currentVersions(await this.repository.signedOfPatients(principal, patientIds));
    if (signed.length === 0) return new Map();
    const doubles = await this.doubles.of(principal, signed);
    const found = new Map<string, EncounterOnFile[]>();
    for (const encounter of signed) {
      if (!encounter.signed) continue;
      const { snapshot } = encounter.signed;
      const one = { encounter, snapshot, clinicianElsewhere: doubles.has(encounter.id) };
      const list = found.get(encounter.patientId);
      if (list) list.push(one);
      else found.set(encounter.patientId, [one]);
    }
    return found;
  }

  /** What one encounter, signed or not, is reviewed with: itself in place of its current version, and the patient's others. */
  async caseOf(
    principal: Principal,
    encounter: Encounter,
    snapshot: EncounterSnapshot,
  ): Promise<EncounterCase> {
    const { patientId, rootId } = encounter;
    const [{ rows, fees }, practice, patients, found, doubles] = await Promise.all([
      this.profiles.tables(principal),
      this.practices.get(principal),
      this.patients.factsOf(principal, [patientId]),
      this.ofPatients(principal, [patientId]),
      this.doubles.of(principal, [encounter]),
    ]);
    const intervals = new Map([...patients].map(([id, { coverage }]) => [id, coverage]));
    const coverage = await this.practices.coverageOf(principal, intervals);
    const others = (found.get(patientId) ?? []).filter((other) => other.encounter.rootId !== rootId);
    const own = { encounter, snapshot, clinicianElsewhere: doubles.has(encounter.id) };
    const { locality, qualifyingApm } = practice;
    return {
      encounters: [...others, own],
      payers: coverage.get(patientId)?.payers ?? [],
      profiles: rows,
      payment: { locality, qualifyingApm },
      fees,
    };
  }

  /**
   * The entries of some patients, each list with the visits that take minutes from them: the patient's own, and those in
   * which the same people saw somebody else.
   * @param known the patients' own encounters, as `ofPatients` gives them
   */
  async withVisits(
    principal: Principal,
    entries: ByPatient<TimeEntryFacts>,
    known: ByPatient<EncounterOnFile>,
  ): Promise<ByPatient<TimeEntryFacts>> {
    const all = [...entries.values()].flat();
    const shared = all.length === 0 ? [] : await this.ofStaff(principal, all);
    const own = [...known.values()].flat().filter(({ encounter }) => encounter.status !== 'voided');
    const found = [...own.flatMap(ownVisitEntries), ...shared.flatMap(visitEntries)];
    if (found.length === 0) return entries;
    const visits = [...new Map(found.map((visit) => [visit.id, visit])).values()];
    return new Map(
      [...entries].map(([patientId, logged]) => {
        const staff = new Set(logged.map(({ staffId }) => staffId));
        const near = visits.filter((visit) => visit.patientId === patientId || staff.has(visit.staffId));
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
}
