import { Injectable } from '@nestjs/common';
import type { LocalDate } from '../../domain/time/local-date.js';
import { localDateAt, zoneAt, type ZoneHistory } from '../../domain/time/zone.js';
import { Clock } from '../../platform/clock/clock.js';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { AuditService } from '../audit/audit.service.js';
import { auditOf } from '../audit/record-audit.js';
import type { Principal } from '../caller/principal.js';
import { leavingOutErased, type ErasedItem } from '../patients/erasure/erased-item.js';
import { PatientsService } from '../patients/patients.service.js';
import { PracticesService } from '../practices/practices.service.js';
import { grouped } from '../records/grouped.js';
import { inImportBatches } from '../records/import-batches.js';
import { InputIssues } from '../records/input-issues.js';
import {
  saveRecord,
  saveRecords,
  type RecordStore,
  type Saved,
  type VersionConflict,
} from '../records/versioned-records.js';
import { CloseQueueService } from '../restatement/close-queue.service.js';
import type { EnrollmentInput } from './enrollment.input.js';
import type { Enrollment } from './enrollment.js';
import { EnrollmentsRepository } from './enrollments.repository.js';

/** Enrollments of patients in programs: consent, order, diagnoses, and who bills. */
@Injectable()
export class EnrollmentsService {
  constructor(
    private readonly repository: EnrollmentsRepository,
    private readonly patients: PatientsService,
    private readonly practices: PracticesService,
    private readonly closeQueue: CloseQueueService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts the whole record. The pinned window start does not change.
   * @param ifVersion the version that must be stored (0: no record yet); null: any
   * @throws ProblemError 400 naming an unknown patient or staff member, another patient than before, or a consent in the
   *   future
   */
  async put(
    principal: Principal,
    input: EnrollmentInput,
    ifVersion: number | null = null,
  ): Promise<Saved<Enrollment> | VersionConflict> {
    await this.check(principal, [input], () => '');
    // The check found the new patient, so an erased patient can only be the one stored before.
    const patientId = (await this.ofErased(principal, [input])).get(input.id);
    if (patientId !== undefined) await this.patients.refuseErased(principal, patientId);
    const saved = await saveRecord(this.store(principal), input, ifVersion);
    if (saved.outcome !== 'version_conflict')
      await this.closeQueue.markAgain(principal, patientsOf([saved.record, saved.before]));
    return saved;
  }

  /**
   * For imports: any number of records, written in batches of 1,000 with one audit entry each. Answers in order. Enrollments
   * of erased patients are left out.
   */
  async putMany(
    principal: Principal,
    inputs: readonly EnrollmentInput[],
  ): Promise<(Saved<Enrollment> | ErasedItem)[]> {
    return inImportBatches(inputs, async (batch, start) => {
      const erased = await this.ofErased(principal, batch);
      return leavingOutErased(batch, erased, async (kept, at) => {
        await this.check(principal, kept, (index) => `[${start + (at[index] ?? 0)}].`);
        const saved = await saveRecords(this.store(principal), kept);
        const changed = saved.filter(({ outcome }) => outcome !== 'unchanged');
        const touched = changed.flatMap(({ record, before }) => [record, before]);
        await this.closeQueue.markAgain(principal, patientsOf(touched));
        return saved;
      });
    });
  }

  async get(principal: Principal, id: string): Promise<Enrollment | null> {
    const [enrollment = null] = await this.repository.findMany(principal, [id]);
    return enrollment;
  }

  /** The enrollments of each patient who has any, in order of start date, then id. One query. */
  async ofPatients(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, Enrollment[]>> {
    return grouped(await this.repository.ofPatients(principal, patientIds), ({ patientId }) => patientId);
  }

  /**
   * Pins the start of window 1 of the episode, or unpins it (null). Only billing calls this.
   * @returns false when nothing changed
   */
  async pinWindowStart(principal: Principal, enrollmentId: string, day: LocalDate | null): Promise<boolean> {
    const enrollment = await this.get(principal, enrollmentId);
    if (enrollment === null || enrollment.pinnedWindowStart === day) return false;
    const [changed] = await Promise.all([
      this.audit.recorded(
        principal,
        {
          action: 'enrollments.pin-window-start',
          entity: 'enrollments',
          ids: [enrollmentId],
          patientIds: [enrollment.patientId],
          before: { pinnedWindowStart: enrollment.pinnedWindowStart },
          after: { pinnedWindowStart: day },
        },
        () => this.repository.pin(principal, enrollmentId, day),
      ),
      this.closeQueue.mark(principal, enrollment.patientId),
    ]);
    return changed;
  }

  private store(principal: Principal): RecordStore<EnrollmentInput, Enrollment> {
    const { practiceId } = principal;
    return {
      find: (ids) => this.repository.findMany(principal, ids),
      merge: (before, input, version) => {
        refuseOtherPatient(before, input);
        return { ...input, version, practiceId, pinnedWindowStart: before?.pinnedWindowStart ?? null };
      },
      write: async (changes) => {
        const after = changes.map((change) => change.after);
        const touched = patientsOf(changes.flatMap((change) => [change.after, change.before]));
        const [written] = await Promise.all([
          this.audit.recorded(principal, auditOf('enrollments', changes, touched), () =>
            this.repository.write(principal, after),
          ),
          this.closeQueue.markMany(principal, touched),
        ]);
        return written;
      },
    };
  }

  /** The erased patient of each input that would change or add to an erased patient's record, by the input's id. */
  private async ofErased(
    principal: Principal,
    inputs: readonly EnrollmentInput[],
  ): Promise<ReadonlyMap<string, string>> {
    const ids = inputs.map(({ id }) => id);
    const stored = await this.repository.findMany(principal, ids);
    const before = new Map(stored.map(({ id, patientId }) => [id, patientId]));
    const patientIds = new Set([...inputs.map(({ patientId }) => patientId), ...before.values()]);
    const erased = await this.patients.erasedAmong(principal, [...patientIds]);
    return new Map(
      inputs.flatMap(({ id, patientId }) => {
        const found = [patientId, before.get(id) ?? ''].find((one) => erased.has(one));
        return found === undefined ? [] : [[id, found] as const];
      }),
    );
  }

  private async check(
    principal: Principal,
    inputs: readonly EnrollmentInput[],
    prefix: (index: number) => string,
  ): Promise<void> {
    const staffIds = inputs.flatMap((input) => staffReferences(input).map(([, id]) => id));
    const [zones, staff] = await Promise.all([
      this.patients.zonesOf(principal, [...new Set(inputs.map(({ patientId }) => patientId))]),
      this.practices.staffById(principal, staffIds),
    ]);
    const issues = new InputIssues();
    inputs.forEach((input, index) => {
      const at = prefix(index);
      const history = zones.get(input.patientId);
      issues.check(history !== undefined, `${at}patientId`, 'no patient has this id');
      for (const [path, id] of staffReferences(input))
        issues.check(staff.has(id), `${at}${path}`, 'no staff member has this id');
      if (history === undefined || input.consent === null) return;
      const today = this.todayOf(history);
      for (const field of ['date', 'withdrawnOn'] as const)
        issues.check(
          (input.consent[field] ?? today) <= today,
          `${at}consent.${field}`,
          'must not be in the future',
        );
    });
    issues.throwIfAny();
  }

  private todayOf(history: ZoneHistory): LocalDate {
    const now = this.clock.now();
    return localDateAt(now, zoneAt(history, now));
  }
}

/** Refuses to give an enrollment to another patient: its id is in the ids of its charges, so two patients would share them. */
function refuseOtherPatient(before: Enrollment | null, { id, patientId }: EnrollmentInput): void {
  if (before === null || before.patientId === patientId) return;
  throw new ProblemError(400, 'The input is not valid.', [
    {
      path: 'patientId',
      message: `enrollment ${id} belongs to another patient: end it, and enroll this patient under another id`,
    },
  ]);
}

/** The staff members that an enrollment names, with the path of each. */
function staffReferences(input: EnrollmentInput): [path: string, id: string][] {
  const named: [string, string | null | undefined][] = [
    ['billingPractitionerId', input.billingPractitionerId],
    ['renderingPractitionerId', input.renderingPractitionerId],
    ['consent.takenBy', input.consent?.takenBy],
    ['order.practitionerId', input.order?.practitionerId],
    ['attestation.statedBy', input.attestation?.statedBy],
  ];
  return named.flatMap(([path, id]) => (id === null || id === undefined ? [] : [[path, id]]));
}

function patientsOf(enrollments: readonly (Enrollment | null)[]): string[] {
  return [...new Set(enrollments.flatMap((enrollment) => enrollment?.patientId ?? []))];
}
