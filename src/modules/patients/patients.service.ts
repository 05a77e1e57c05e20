import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type {
  ApcmFacts,
  PatientFacts,
  PriorClaim,
  SmbpReport,
  TcmFacts,
} from '../../domain/facts/patient.js';
import type { Instant } from '../../domain/time/instant.js';
import type { ZoneHistory } from '../../domain/time/zone.js';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { AuditService } from '../audit/audit.service.js';
import { auditOf } from '../audit/record-audit.js';
import type { Principal } from '../caller/principal.js';
import type { CoverageInterval } from '../practices/payers/coverage-spans.js';
import { PracticesService } from '../practices/practices.service.js';
import { inImportBatches } from '../records/import-batches.js';
import { InputIssues } from '../records/input-issues.js';
import {
  saveRecord,
  saveRecords,
  type RecordStore,
  type Saved,
  type VersionConflict,
  type VersionedChange,
} from '../records/versioned-records.js';
import type { Announcement } from '../restatement/announcement.js';
import { CloseQueueService } from '../restatement/close-queue.service.js';
import type { ZonesChange } from '../restatement/derivation-listener.js';
import { Derivations } from '../restatement/derivations.js';
import type { ErasedItem } from './erasure/erased-item.js';
import { matches, PatientDirectory } from './patient-directory.js';
import { PatientsRepository, type ExactIdentifiers, type PatientZones } from './patients.repository.js';
import type { PatientInput } from './record/patient.input.js';
import type { Patient } from './record/patient.js';

/** What billing needs of a patient's record, without the person's identifiers. */
interface PatientRecordFacts {
  readonly patient: PatientFacts;
  readonly coverage: readonly CoverageInterval[];
  readonly priorClaims: readonly PriorClaim[];
  readonly tcm: readonly TcmFacts[];
  readonly apcm: readonly ApcmFacts[];
  readonly smbpReports: readonly SmbpReport[];
}

export interface PatientPage {
  readonly patients: readonly Patient[];
  /** The cursor of the next page; null on the last page. */
  readonly nextCursor: string | null;
}

interface PatientSearch extends ExactIdentifiers {
  readonly memberId?: string | undefined;
  readonly namePrefix?: string | undefined;
}

/** The most patients that may share a birth date or a telephone number. */
const CANDIDATES_MAX = 1000;

/** Patients: identifiers, zones, coverage, inpatient stays, and facts about programs that Tally does not run. */
@Injectable()
export class PatientsService {
  constructor(
    private readonly repository: PatientsRepository,
    private readonly directory: PatientDirectory,
    private readonly practices: PracticesService,
    private readonly closeQueue: CloseQueueService,
    private readonly derivations: Derivations,
    private readonly audit: AuditService,
  ) {}

  /**
   * Puts the whole record.
   * @param ifVersion the version that must be stored (0: no record yet); null: any
   * @throws ProblemError 400 naming a payer that does not exist
   */
  async put(
    principal: Principal,
    input: PatientInput,
    ifVersion: number | null = null,
  ): Promise<Saved<Patient> | VersionConflict> {
    await this.checkReferences(principal, [input], () => '');
    const announced: Announcement[] = [];
    const saved = await saveRecord(this.store(principal, announced), input, ifVersion);
    await this.derivations.settle(principal, announced);
    // An earlier put of the same record may have died before it settled its change.
    if (saved.outcome === 'unchanged') await this.derivations.resume(principal);
    if (saved.outcome !== 'version_conflict') await this.follow(principal, [saved]);
    return saved;
  }

  /**
   * For imports: any number of records, written in batches of 1,000 with one audit entry each. Answers in order. Erased
   * patients are left out.
   * @throws ProblemError 400 naming the paths of payers that do not exist; earlier batches stay written
   */
  async putMany(
    principal: Principal,
    inputs: readonly PatientInput[],
  ): Promise<(Saved<Patient> | ErasedItem)[]> {
    return inImportBatches(inputs, async (batch, start) => {
      await this.checkReferences(principal, batch, (index) => `[${start + index}].`);
      const announced: Announcement[] = [];
      const store = { ...this.store(principal, announced), merge: keepErased };
      const saved = await saveRecords(store, batch);
      await this.derivations.settle(principal, announced);
      await this.follow(
        principal,
        saved.filter(({ outcome }) => outcome !== 'unchanged'),
      );
      return saved.map((one) => (one.record.erasure ? erasedItem(one.record) : one));
    });
  }

  async get(principal: Principal, id: string): Promise<Patient | null> {
    const [patient = null] = await this.repository.findMany(principal, [id]);
    return patient;
  }

  /** The patients that exist, decrypted, by id. */
  async getMany(principal: Principal, ids: readonly string[]): Promise<ReadonlyMap<string, Patient>> {
    const patients = await this.repository.findMany(principal, ids);
    return new Map(patients.map((patient) => [patient.id, patient]));
  }

  /** The ids of patients that exist and may get new data. Patients who are erased or being erased may not. */
  async existing(principal: Principal, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await this.repository.presence(principal, ids);
    return new Set(found.flatMap(({ id, erasedAt }) => (erasedAt === null ? [id] : [])));
  }

  /** The patients whose erasure began, with the time it began. */
  async erasedAmong(principal: Principal, ids: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
    if (ids.length === 0) return new Map();
    const found = await this.repository.presence(principal, ids);
    return new Map(found.flatMap(({ id, erasedAt }) => (erasedAt === null ? [] : [[id, erasedAt] as const])));
  }

  /** @throws ProblemError 409 for a patient whose erasure began, because the rest of the record may not change */
  async refuseErased(principal: Principal, id: string): Promise<void> {
    const erased = await this.erasedAmong(principal, [id]);
    if (erased.has(id))
      throw erasedProblem(id, 'This patient was erased, and the rest of the record may not change.');
  }

  /** In order of id. */
  async list(principal: Principal, page: { after: string | null; limit: number }): Promise<PatientPage> {
    const found = await this.repository.page(principal, page.after, page.limit + 1);
    return toPage(found, page.limit);
  }

  /** The ids of all patients in order, in pages of the given size. */
  async *ids(principal: Principal, size: number): AsyncGenerator<readonly string[]> {
    for (let after: string | null = null; ;) {
      const ids: readonly string[] = await this.repository.idsPage(principal, after, size);
      if (ids.length > 0) yield ids;
      after = ids.at(-1) ?? null;
      if (ids.length < size) return;
    }
  }

  /** Finds patients by exact identifiers and the beginning of a name. Results with exact identifiers are in order of id, others of name. */
  async search(
    principal: Principal,
    query: PatientSearch,
    page: { after: string | null; limit: number },
  ): Promise<PatientPage> {
    const { memberId, namePrefix, ...exact } = query;
    const memberIdHash = memberId === undefined ? undefined : this.repository.memberIdHash(memberId);
    if (Object.values(exact).some((value) => value !== undefined)) {
      const candidates = await this.repository.findByIdentifiers(principal, exact, CANDIDATES_MAX);
      const matching = candidates.filter(
        (patient) =>
          (page.after === null || patient.id > page.after) &&
          matches(this.repository.directoryRow(patient), { memberIdHash, namePrefix }),
      );
      return toPage(matching, page.limit);
    }
    const wanted = { after: page.after, limit: page.limit + 1 };
    const ids = await this.directory.find(principal, { memberIdHash, namePrefix }, wanted);
    const byId = await this.getMany(principal, ids);
    return toPage(
      ids.flatMap((id) => byId.get(id) ?? []),
      page.limit,
    );
  }

  /** The zone histories of patients that exist and are not erased. One query, and no identifier is read. */
  async zonesOf(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, ZoneHistory>> {
    const found = await this.repository.zonesOf(principal, patientIds);
    // An erased patient has no zones, so readings that a device still sends belong to nobody.
    return new Map(
      found.flatMap(({ id, erasedAt, zones }) => (erasedAt === null ? [[id, zones] as const] : [])),
    );
  }

  /** Like {@link zonesOf}, with erased patients. */
  async zonesWithErased(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<readonly PatientZones[]> {
    return this.repository.zonesOf(principal, patientIds);
  }

  /** The facts that decide the charges of patients that exist. One query, and nothing is decrypted. */
  async factsOf(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, PatientRecordFacts>> {
    const found = await this.repository.factsOf(principal, patientIds);
    return new Map(
      found.map(({ coverage, priorClaims, tcm, apcm, smbpReports, ...stored }) => {
        const { id, zones, establishedPatient, rpmStartedDuringPhe, deathDate, inpatientStays } = stored;
        const patient = { id, zones, establishedPatient, rpmStartedDuringPhe, deathDate, inpatientStays };
        return [id, { patient, coverage, priorClaims, tcm, apcm, smbpReports }];
      }),
    );
  }

  private store(principal: Principal, announced: Announcement[]): RecordStore<PatientInput, Patient> {
    return {
      find: (ids) => this.repository.findMany(principal, ids),
      merge: (before, input, version) => {
        // Repeating an old import must not bring an erased person back.
        if (before?.erasure !== undefined)
          throw erasedProblem(before.id, 'This patient was erased. Use another id.');
        return { ...input, version };
      },
      write: async (changes) => {
        const patients = changes.map(({ after }) => after);
        const ids = patients.map(({ id }) => id);
        announced.push(...(await this.derivations.announce(principal, changes.flatMap(zonesChange))));
        const [written] = await Promise.all([
          this.audit.recorded(principal, auditOf('patients', changes, ids), () =>
            this.repository.write(principal, patients),
          ),
          this.closeQueue.markMany(principal, ids),
        ]);
        return written;
      },
    };
  }

  private async follow(principal: Principal, saved: readonly Saved<Patient>[]): Promise<void> {
    if (saved.length === 0) return;
    const ids = saved.map(({ record }) => record.id);
    await this.closeQueue.markAgain(principal, ids);
    await this.directory.refresh(
      principal,
      saved.map(({ record }) => this.repository.directoryRow(record)),
    );
  }

  private async checkReferences(
    principal: Principal,
    inputs: readonly PatientInput[],
    prefix: (index: number) => string,
  ): Promise<void> {
    const payerIds = inputs.flatMap(({ coverage }) => coverage.map(({ payerId }) => payerId));
    const known = await this.practices.payersById(principal, payerIds);
    const issues = new InputIssues();
    inputs.forEach(({ coverage }, index) =>
      coverage.forEach(({ payerId }, at) =>
        issues.check(known.has(payerId), `${prefix(index)}coverage[${at}].payerId`, 'no payer has this id'),
      ),
    );
    issues.throwIfAny();
  }
}

function zonesChange({ before, after }: VersionedChange<Patient>): ZonesChange[] {
  if (before === null || isDeepStrictEqual(before.zones, after.zones)) return [];
  return [{ kind: 'zones', patientId: after.id }];
}

function erasedProblem(patientId: string, detail: string): ProblemError {
  return new ProblemError(409, detail, [], {}, { patientId });
}

/** Leaves an erased patient unchanged when an old import is repeated. */
function keepErased(before: Patient | null, input: PatientInput, version: number): Patient {
  return before?.erasure === undefined ? { ...input, version } : before;
}

function erasedItem({ id }: Patient): ErasedItem {
  return { outcome: 'erased', id };
}

function toPage(found: readonly Patient[], limit: number): PatientPage {
  const patients = found.slice(0, limit);
  return { patients, nextCursor: found.length > limit ? (patients.at(-1)?.id ?? null) : null };
}
