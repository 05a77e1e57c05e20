import { Injectable } from '@nestjs/common';
import type { CountingFacts } from '../../../domain/assess/monitoring/monitoring-context.js';
import type { PatientCase } from '../../../domain/assess/patient-case.js';
import type { RecordNotes } from '../../../domain/charges/frozen/frozen-records.js';
import type { MonitoringFacts } from '../../../domain/facts/monitoring-facts.js';
import { DEFAULT_POLICY, type BillingPolicy } from '../../../domain/facts/policy.js';
import type { TimeEntryFacts } from '../../../domain/facts/time-entry.js';
import type { Principal } from '../../caller/principal.js';
import { DevicesService } from '../../devices/devices.service.js';
import { EncounterEvidence } from '../../encounters/evidence/encounter-evidence.js';
import { TelehealthProfilesService } from '../../encounters/profiles/telehealth-profiles.service.js';
import { toFacts } from '../../enrollments/enrollment-facts.js';
import type { Enrollment } from '../../enrollments/enrollment.js';
import { EnrollmentsService } from '../../enrollments/enrollments.service.js';
import { PatientsService } from '../../patients/patients.service.js';
import type { Practice } from '../../practices/practice.js';
import { PracticesService } from '../../practices/practices.service.js';
import { ReadingsService } from '../../readings/readings.service.js';
import { RulebookReleasesService } from '../../rulebook-releases/rulebook-releases.service.js';
import { TimeEntriesService } from '../../time-tracking/entries/time-entries.service.js';

/** One patient's case, and the parts of the enrollments' records that play no role in the decision. */
export interface PatientBundle {
  readonly patientCase: PatientCase;
  /** By enrollment. */
  readonly notes: ReadonlyMap<string, RecordNotes>;
}

/** What both kinds of load share: everything except readings and time. */
type Records = Omit<MonitoringFacts, 'readings' | 'timeEntries'>;

interface PatientRecords {
  readonly records: Records;
  readonly payers: PatientCase['payers'];
  readonly notes: ReadonlyMap<string, RecordNotes>;
}

/** What the counting of days and minutes needs. */
export type CountingRecords = Omit<CountingFacts, 'readings' | 'timeEntries'>;

/** The one read across features: loads everything that decides the charges of some patients, with one query per collection. */
@Injectable()
export class FactsLoader {
  constructor(
    private readonly practices: PracticesService,
    private readonly patients: PatientsService,
    private readonly devices: DevicesService,
    private readonly enrollments: EnrollmentsService,
    private readonly readings: ReadingsService,
    private readonly timeEntries: TimeEntriesService,
    private readonly encounters: EncounterEvidence,
    private readonly profiles: TelehealthProfilesService,
    private readonly releases: RulebookReleasesService,
  ) {}

  /** The facts of up to 500 patients. Patients that do not exist are left out. */
  async load(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, PatientBundle>> {
    const [records, readings, logged, encounters] = await Promise.all([
      this.records(principal, patientIds),
      this.readings.ofPatients(principal, patientIds),
      this.timeEntries.ofPatients(principal, patientIds),
      this.encounters.ofPatients(principal, patientIds),
    ]);
    const [timeEntries, profiles] = await Promise.all([
      this.encounters.withVisits(principal, logged, encounters),
      encounters.size === 0 ? [] : this.profiles.rows(principal),
    ]);
    return new Map(
      [...records].map(([id, { records: known, payers, notes }]) => {
        const monitoring = {
          readings: readings.get(id) ?? [],
          timeEntries: timeEntries.get(id) ?? [],
          ...known,
        };
        const patientCase = { monitoring, encounters: encounters.get(id) ?? [], payers, profiles };
        return [id, { patientCase, notes }];
      }),
    );
  }

  /** One patient's entries, and the visits that take minutes away from them. */
  async withVisits(
    principal: Principal,
    patientId: string,
    entries: readonly TimeEntryFacts[],
  ): Promise<readonly TimeEntryFacts[]> {
    const known = await this.encounters.ofPatients(principal, [patientId]);
    const all = await this.encounters.withVisits(principal, new Map([[patientId, entries]]), known);
    return all.get(patientId) ?? entries;
  }

  /** The records of one patient that counting needs; null if there is no such patient. */
  async countingRecords(principal: Principal, patientId: string): Promise<CountingRecords | null> {
    const { patients } = await this.counting(principal, [patientId]);
    return patients.get(patientId)?.counted ?? null;
  }

  private async counting(principal: Principal, patientIds: readonly string[]) {
    const [practice, found, assignments] = await Promise.all([
      this.practices.get(principal),
      this.patients.factsOf(principal, patientIds),
      this.devices.assignmentsOfPatients(principal, patientIds),
    ]);
    const coverage = await this.practices.coverageOf(
      principal,
      new Map([...found].map(([id, patient]) => [id, patient.coverage])),
    );
    const patients = new Map(
      [...found].map(([id, known]) => {
        const counted: CountingRecords = {
          patient: known.patient,
          coverage: coverage.get(id)?.spans ?? [],
          assignments: assignments.get(id) ?? [],
          policy: policyOf(practice),
        };
        return [id, { known, counted, payers: coverage.get(id)?.payers ?? [] }];
      }),
    );
    return { practice, patients };
  }

  /** Only the records, without readings and time. */
  private async records(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, PatientRecords>> {
    const [{ practice, patients }, enrollments, loaded] = await Promise.all([
      this.counting(principal, patientIds),
      this.enrollments.ofPatients(principal, patientIds),
      this.releases.loaded(principal),
    ]);
    const { practiceId } = principal;
    const { locality, placeOfService, qualifyingApm } = practice;
    const payment = { locality, placeOfService, qualifyingApm, loaded };
    return new Map(
      [...patients].map(([id, { known, counted, payers }]) => {
        const { priorClaims, tcm, apcm, smbpReports } = known;
        const episodes = enrollments.get(id) ?? [];
        const records = {
          ...counted,
          ...{ practiceId, priorClaims, tcm, apcm, smbpReports, payment },
          enrollments: episodes.map(toFacts),
        };
        const notes = new Map(episodes.map((episode) => [episode.id, notesOf(episode)]));
        return [id, { records, payers, notes }];
      }),
    );
  }
}

function policyOf({ policy }: Practice): BillingPolicy {
  return { ...DEFAULT_POLICY, ...policy };
}

function notesOf({ consent, order, renderingPractitionerId }: Enrollment): RecordNotes {
  return {
    consentMethod: consent?.method ?? null,
    consentTakenBy: consent?.takenBy ?? null,
    orderedBy: order?.practitionerId ?? null,
    orderDeviceNamed: order?.deviceNamed ?? null,
    renderingPractitionerId,
  };
}
