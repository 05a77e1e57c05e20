import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { DeviceAssignment } from '../../domain/facts/readings/device.js';
import { ProblemError } from '../../platform/errors/problem-error.js';
import { AuditService } from '../audit/audit.service.js';
import { auditOf } from '../audit/record-audit.js';
import type { Principal } from '../caller/principal.js';
import type { ErasedItem } from '../patients/erasure/erased-item.js';
import { grouped } from '../records/grouped.js';
import { inImportBatches } from '../records/import-batches.js';
import {
  saveRecord,
  saveRecords,
  type RecordStore,
  type Saved,
  type VersionConflict,
} from '../records/versioned-records.js';
import { CloseQueueService } from '../restatement/close-queue.service.js';
import type { AssignmentCorrection, AssignmentInput } from './assignments/assignment.input.js';
import { assignmentInput, type Assignment } from './assignments/assignment.js';
import { AssignmentsRepository } from './assignments/assignments.repository.js';
import { AssignmentsService } from './assignments/assignments.service.js';
import type { DeviceInput } from './device.input.js';
import type { Device } from './device.js';
import { DevicesRepository } from './devices.repository.js';

/** Devices, and which patient had each one when. */
@Injectable()
export class DevicesService {
  constructor(
    private readonly devices: DevicesRepository,
    private readonly assignments: AssignmentsRepository,
    private readonly changes: AssignmentsService,
    private readonly closeQueue: CloseQueueService,
    private readonly audit: AuditService,
  ) {}

  /** @param ifVersion the version that must be stored (0: no record yet); null: any */
  async put(
    principal: Principal,
    input: DeviceInput,
    ifVersion: number | null = null,
  ): Promise<Saved<Device> | VersionConflict> {
    const patientIds = await this.holders(principal, [input.id]);
    const saved = await saveRecord(this.store(principal, patientIds), input, ifVersion);
    if (saved.outcome !== 'version_conflict') await this.closeQueue.markAgain(principal, patientIds);
    return saved;
  }

  /** For imports: any number of records, written in batches of 1,000 with one audit entry each. Answers in order. */
  async putMany(principal: Principal, inputs: readonly DeviceInput[]): Promise<Saved<Device>[]> {
    return inImportBatches(inputs, async (batch) => {
      const patientIds = await this.holders(
        principal,
        batch.map(({ id }) => id),
      );
      const saved = await saveRecords(this.store(principal, patientIds), batch);
      await this.closeQueue.markAgain(principal, patientIds);
      return saved;
    });
  }

  async get(principal: Principal, id: string): Promise<Device | null> {
    const [device = null] = await this.devices.findMany(principal, [id]);
    return device;
  }

  /** Devices after `after`, in order of id. */
  list(principal: Principal, page: { after: string | null; limit: number }): Promise<Device[]> {
    return this.devices.page(principal, page.after, page.limit);
  }

  findBySerial(principal: Principal, serial: string): Promise<Device[]> {
    return this.devices.findBySerial(principal, serial);
  }

  findByImei(principal: Principal, imei: string): Promise<Device[]> {
    return this.devices.findByImei(principal, imei);
  }

  /**
   * Puts an assignment. Readings that it affects are attributed again before it returns.
   * @throws ProblemError 400 naming a patient or device that does not exist
   */
  assign(
    principal: Principal,
    input: AssignmentInput,
    ifVersion: number | null = null,
  ): Promise<Saved<Assignment> | VersionConflict> {
    return this.changes.put(principal, input, ifVersion);
  }

  /** Like {@link assign}, but never changes a stored assignment: `taken` when the id has one with other content. */
  async assignNew(principal: Principal, input: AssignmentInput): Promise<Saved<Assignment> | 'taken'> {
    const before = await this.getAssignment(principal, input.id);
    if (before !== null && !isDeepStrictEqual(assignmentInput(before), input)) return 'taken';
    const saved = await this.changes.put(principal, input, before?.version ?? 0);
    return saved.outcome === 'version_conflict' ? 'taken' : saved;
  }

  /** For imports: any number, in batches of 1,000 with one audit entry each. Answers in order. Assignments of erased patients are left out. */
  assignMany(
    principal: Principal,
    inputs: readonly AssignmentInput[],
  ): Promise<(Saved<Assignment> | ErasedItem)[]> {
    return this.changes.putMany(principal, inputs);
  }

  async getAssignment(principal: Principal, id: string): Promise<Assignment | null> {
    const [assignment = null] = await this.assignments.findMany(principal, [id]);
    return assignment;
  }

  /** Ends or corrects an assignment. @throws ProblemError 400 when it would end before it begins */
  correct(
    principal: Principal,
    assignment: Assignment,
    correction: AssignmentCorrection,
  ): Promise<Saved<Assignment> | VersionConflict> {
    const input = { ...assignmentInput(assignment), ...correction };
    if (input.assignedTo !== null && input.assignedTo < input.assignedFrom)
      throw new ProblemError(400, 'The input is not valid.', [
        { path: 'assignedTo', message: 'must not be before assignedFrom' },
      ]);
    return this.changes.put(principal, input, assignment.version);
  }

  /** Removes an assignment that was recorded by mistake. @returns false when it changed meanwhile */
  removeAssignment(principal: Principal, assignment: Assignment): Promise<boolean> {
    return this.changes.remove(principal, assignment);
  }

  /** The assignments of each device, in order of start. One query. */
  async assignmentsOfDevices(
    principal: Principal,
    deviceIds: readonly string[],
  ): Promise<ReadonlyMap<string, Assignment[]>> {
    return grouped(await this.assignments.ofDevices(principal, deviceIds), ({ deviceId }) => deviceId);
  }

  /** Each patient's assignments with their devices, in order of start. Two queries for all patients. */
  async assignmentsOfPatients(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, DeviceAssignment[]>> {
    const assignments = await this.assignments.ofPatients(principal, patientIds);
    const ids = [...new Set(assignments.map(({ deviceId }) => deviceId))];
    const devices = new Map(
      (await this.devices.findMany(principal, ids)).map((device) => [device.id, device]),
    );
    const byPatient = grouped(assignments, ({ patientId }) => patientId);
    return new Map(
      [...byPatient].map(([patientId, all]) => [
        patientId,
        all.flatMap((assignment) => {
          const device = devices.get(assignment.deviceId);
          return device ? [toFacts(assignment, device)] : [];
        }),
      ]),
    );
  }

  /** The stored assignments of a patient, in order of start. */
  assignmentRecordsOf(principal: Principal, patientId: string): Promise<Assignment[]> {
    return this.assignments.ofPatients(principal, [patientId]);
  }

  private store(principal: Principal, patientIds: readonly string[]): RecordStore<DeviceInput, Device> {
    return {
      find: (ids) => this.devices.findMany(principal, ids),
      merge: (_before, input, version) => ({ ...input, version }),
      write: async (changes) => {
        const after = changes.map((change) => change.after);
        const [written] = await Promise.all([
          this.audit.recorded(principal, auditOf('devices', changes, patientIds), () =>
            this.devices.write(principal, after),
          ),
          this.closeQueue.markMany(principal, patientIds),
        ]);
        return written;
      },
    };
  }

  private async holders(principal: Principal, deviceIds: readonly string[]): Promise<string[]> {
    const assignments = await this.assignments.ofDevices(principal, deviceIds);
    return [...new Set(assignments.map(({ patientId }) => patientId))];
  }
}

function toFacts(assignment: Assignment, device: Device): DeviceAssignment {
  const { deviceId, assignedFrom, assignedTo, setupEducationDate, orderedBy } = assignment;
  const { type, parameter, fdaDefinedDevice, autoUpload, validatedForAccuracy } = device;
  return {
    ...{ deviceId, type, parameter, fdaDefinedDevice, autoUpload, validatedForAccuracy },
    ...{ assignedFrom, assignedTo, setupEducationDate, orderedBy },
  };
}
