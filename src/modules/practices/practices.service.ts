import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { AuditService } from '../audit/audit.service.js';
import { auditOf } from '../audit/record-audit.js';
import type { Principal } from '../caller/principal.js';
import {
  saveRecord,
  saveRecords,
  type RecordStore,
  type Saved,
  type VersionConflict,
} from '../records/versioned-records.js';
import { SettingsListeners } from '../restatement/settings-listeners.js';
import {
  coverageSpans,
  payerSpans,
  type CoverageInterval,
  type PatientCoverage,
} from './payers/coverage-spans.js';
import type { PayerInput } from './payers/payer.input.js';
import type { Payer } from './payers/payer.js';
import { PayersRepository } from './payers/payers.repository.js';
import type { PracticeInput } from './practice.input.js';
import type { Practice } from './practice.js';
import { PracticesRepository } from './practices.repository.js';
import type { StaffInput } from './staff/staff-member.input.js';
import type { StaffMember } from './staff/staff-member.js';
import { StaffRepository } from './staff/staff.repository.js';

/** The practice's own record, its payers with their dated profiles, and its staff. */
@Injectable()
export class PracticesService {
  constructor(
    private readonly practices: PracticesRepository,
    private readonly payers: PayersRepository,
    private readonly staff: StaffRepository,
    private readonly audit: AuditService,
    private readonly listeners: SettingsListeners,
  ) {}

  /** The ids of every practice in the store. Only for work on the whole store. */
  idsAnywhere(): Promise<string[]> {
    return this.practices.idsAnywhere();
  }

  find(principal: Principal): Promise<Practice | null> {
    return this.practices.find(principal);
  }

  /** @throws ProblemError 404 until the practice is set up */
  async get(principal: Principal): Promise<Practice> {
    const practice = await this.practices.find(principal);
    if (practice === null) throw new ProblemError(404, 'The practice is not set up yet. PUT /v1/practice.');
    return practice;
  }

  /** @param ifVersion the version that must be stored; null: any */
  async putPractice(
    principal: Principal,
    input: PracticeInput,
    ifVersion: number | null = null,
  ): Promise<Saved<Practice> | VersionConflict> {
    const store: RecordStore<PracticeInput, Practice> = {
      find: async () => [await this.practices.find(principal)].filter((found) => found !== null),
      merge: (_before, next, version) => ({ ...next, id: principal.practiceId, version }),
      write: async (changes) => {
        const [{ after } = { after: null }] = changes;
        if (after === null) return true;
        return this.audit.recorded(principal, auditOf('practices', changes), () =>
          this.practices.write(principal, after),
        );
      },
    };
    const saved = await saveRecord(store, { ...input, id: principal.practiceId }, ifVersion);
    if (saved.outcome === 'version_conflict') return saved;
    // Putting the same record again does nothing, unless the first attempt died before its listeners ran.
    if (saved.outcome === 'unchanged' && (await this.practices.isFollowed(principal, saved.record)))
      return saved;
    await this.listeners.practiceChanged(principal);
    await this.practices.setFollowed(principal, saved.record);
    return saved;
  }

  listPayers(principal: Principal): Promise<Payer[]> {
    return this.payers.list(principal);
  }

  /** The records that exist, by id. */
  async payersById(principal: Principal, ids: readonly string[]): Promise<ReadonlyMap<string, Payer>> {
    const payers = ids.length === 0 ? [] : await this.payers.findMany(principal, [...new Set(ids)]);
    return new Map(payers.map((payer) => [payer.id, payer]));
  }

  async putPayer(
    principal: Principal,
    input: PayerInput,
    ifVersion: number | null = null,
  ): Promise<Saved<Payer> | VersionConflict> {
    const saved = await saveRecord(this.payerStore(principal), input, ifVersion);
    if (saved.outcome === 'version_conflict') return saved;
    // Putting the same record again does nothing, unless the first attempt died before its listeners ran.
    if (saved.outcome === 'unchanged' && (await this.payers.isFollowed(principal, saved.record)))
      return saved;
    await this.listeners.payersChanged(principal, [input.id]);
    await this.payers.setFollowed(principal, [saved.record]);
    return saved;
  }

  /** For imports: up to 1,000 records in one write, with one audit entry. */
  async putPayers(principal: Principal, inputs: readonly PayerInput[]): Promise<Saved<Payer>[]> {
    const saved = await saveRecords(this.payerStore(principal), inputs);
    // Includes those of an earlier import that died before its listeners ran.
    const open = await this.payers.unfollowed(
      principal,
      saved.map(({ record }) => record),
    );
    const created = new Set(saved.flatMap(({ outcome, record }) => (outcome === 'created' ? record.id : [])));
    const changed = open.flatMap(({ id }) => (created.has(id) ? [] : id));
    if (changed.length > 0) await this.listeners.payersChanged(principal, changed);
    await this.payers.setFollowed(principal, open);
    return saved;
  }

  listStaff(principal: Principal): Promise<StaffMember[]> {
    return this.staff.list(principal);
  }

  /** The records that exist, by id. */
  async staffById(principal: Principal, ids: readonly string[]): Promise<ReadonlyMap<string, StaffMember>> {
    const members = ids.length === 0 ? [] : await this.staff.findMany(principal, [...new Set(ids)]);
    return new Map(members.map((member) => [member.id, member]));
  }

  putStaff(
    principal: Principal,
    input: StaffInput,
    ifVersion: number | null = null,
  ): Promise<Saved<StaffMember> | VersionConflict> {
    return saveRecord(this.staffStore(principal), input, ifVersion);
  }

  /** For imports: up to 1,000 records in one write, with one audit entry. */
  putStaffMembers(principal: Principal, inputs: readonly StaffInput[]): Promise<Saved<StaffMember>[]> {
    return saveRecords(this.staffStore(principal), inputs);
  }

  /**
   * Each patient's coverage under the payers' dated profiles. One query for all patients.
   * @param intervals by patient, as `PatientsService.factsOf` gives them
   */
  async coverageOf(
    principal: Principal,
    intervals: ReadonlyMap<string, readonly CoverageInterval[]>,
  ): Promise<ReadonlyMap<string, PatientCoverage>> {
    const payerIds = [...intervals.values()].flatMap((entries) => entries.map(({ payerId }) => payerId));
    const payers = await this.payersById(principal, payerIds);
    return new Map(
      [...intervals].map(([patientId, entries]) => [
        patientId,
        { spans: coverageSpans(entries, payers), payers: payerSpans(entries, payers) },
      ]),
    );
  }

  private payerStore(principal: Principal): RecordStore<PayerInput, Payer> {
    return {
      find: (ids) => this.payers.findMany(principal, ids),
      merge: (_before, input, version) => ({ ...input, version }),
      write: (changes) => {
        const after = changes.map((change) => change.after);
        return this.audit.recorded(principal, auditOf('payers', changes), () =>
          this.payers.write(principal, after),
        );
      },
    };
  }

  private staffStore(principal: Principal): RecordStore<StaffInput, StaffMember> {
    return {
      find: (ids) => this.staff.findMany(principal, ids),
      merge: (_before, input, version) => ({ ...input, version }),
      write: (changes) => {
        const after = changes.map((change) => change.after);
        return this.audit.recorded(principal, auditOf('staff', changes), () =>
          this.staff.write(principal, after),
        );
      },
    };
  }
}
