import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { localDateAt, zoneAt } from '../../../domain/time/zone.js';
import { Clock } from '../../../platform/clock/clock.js';
import { AuditService } from '../../audit/audit.service.js';
import { auditOf } from '../../audit/record-audit.js';
import type { Principal } from '../../caller/principal.js';
import { leavingOutErased, type ErasedItem } from '../../patients/erasure/erased-item.js';
import { PatientsService } from '../../patients/patients.service.js';
import { inImportBatches } from '../../records/import-batches.js';
import { InputIssues } from '../../records/input-issues.js';
import {
  saveRecord,
  saveRecords,
  type RecordStore,
  type Saved,
  type VersionConflict,
  type VersionedChange,
} from '../../records/versioned-records.js';
import type { Announcement } from '../../restatement/announcement.js';
import { CloseQueueService } from '../../restatement/close-queue.service.js';
import type { AssignmentsChange, DerivationListener } from '../../restatement/derivation-listener.js';
import { Derivations } from '../../restatement/derivations.js';
import { DevicesRepository } from '../devices.repository.js';
import { assignmentInterval, hull, type AssignmentInterval } from './assignment-interval.js';
import type { AssignmentInput } from './assignment.input.js';
import { assignmentInput, type Assignment } from './assignment.js';
import { AssignmentsRepository } from './assignments.repository.js';

type Placed = AssignmentInput & AssignmentInterval;

/** Which patient had which device when. Swaps are often recorded days late, so every change attributes the affected readings again. */
@Injectable()
export class AssignmentsService implements DerivationListener {
  constructor(
    private readonly repository: AssignmentsRepository,
    private readonly devices: DevicesRepository,
    private readonly patients: PatientsService,
    private readonly closeQueue: CloseQueueService,
    private readonly derivations: Derivations,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {
    derivations.register(this);
  }

  async put(
    principal: Principal,
    input: AssignmentInput,
    ifVersion: number | null = null,
  ): Promise<Saved<Assignment> | VersionConflict> {
    await this.refuseErased(principal, input);
    const [placed] = await this.place(principal, [input], () => '');
    if (!placed) throw new RangeError('one assignment goes in, one comes out');
    const announced: Announcement[] = [];
    const saved = await saveRecord(this.store(principal, announced), placed, ifVersion);
    // An earlier put of the same assignment may have died before it settled its change.
    if (saved.outcome === 'unchanged') await this.derivations.resume(principal);
    await this.follow(principal, announced);
    return saved;
  }

  /** Answers in order. Assignments of erased patients are left out. */
  async putMany(
    principal: Principal,
    inputs: readonly AssignmentInput[],
  ): Promise<(Saved<Assignment> | ErasedItem)[]> {
    return inImportBatches(inputs, async (batch, start) => {
      const erased = await this.ofErased(principal, batch);
      return leavingOutErased(batch, erased, async (kept, at) => {
        const placed = await this.place(principal, kept, (index) => `[${start + (at[index] ?? 0)}].`);
        const announced: Announcement[] = [];
        const saved = await saveRecords(this.store(principal, announced), placed);
        await this.follow(principal, announced);
        return saved;
      });
    });
  }

  /** Removes an assignment that was recorded by mistake. @returns false when it changed meanwhile */
  async remove(principal: Principal, assignment: Assignment): Promise<boolean> {
    const { id, deviceId, patientId, version } = assignment;
    await this.patients.refuseErased(principal, patientId);
    const change = {
      action: 'deviceAssignments.remove',
      entity: 'deviceAssignments',
      ids: [id],
      patientIds: [patientId],
      before: { version, deviceId, patientId },
    };
    const announced = await this.derivations.announce(
      principal,
      changesOf([{ before: assignment, after: assignment }]),
    );
    const [removed] = await Promise.all([
      this.audit.recorded(principal, change, () => this.repository.remove(principal, assignment)),
      this.closeQueue.mark(principal, patientId),
    ]);
    await this.follow(principal, announced);
    return removed;
  }

  /** Ends the open assignments of a patient who is being erased. Today is the last day. May be repeated. */
  async endOpen(principal: Principal, patientId: string): Promise<void> {
    const assignments = await this.repository.ofPatients(principal, [patientId]);
    const open = assignments.filter(({ assignedTo }) => assignedTo === null);
    const [patient] = await this.patients.zonesWithErased(principal, [patientId]);
    if (open.length === 0 || patient === undefined) return;
    const now = this.clock.now();
    const today = localDateAt(now, zoneAt(patient.zones, now));
    const inputs = open.map((assignment) => {
      const { assignedFrom } = assignment;
      return { ...assignmentInput(assignment), assignedTo: assignedFrom > today ? assignedFrom : today };
    });
    await this.putMany(principal, inputs);
  }

  /** Moves the patient's assignments, because the patient's days now begin at other instants. */
  async zonesChanged(principal: Principal, patientId: string): Promise<void> {
    const assignments = await this.repository.ofPatients(principal, [patientId]);
    if (assignments.length === 0) return;
    await this.putMany(principal, assignments.map(assignmentInput));
  }

  async assignmentsChanged(): Promise<void> {
    // This service made the change itself.
  }

  private store(principal: Principal, announced: Announcement[]): RecordStore<Placed, Assignment> {
    return {
      find: (ids) => this.repository.findMany(principal, ids),
      merge: (before, input, version) => ({
        ...input,
        version,
        recordedAt: before?.recordedAt ?? this.clock.now(),
      }),
      write: async (changes) => {
        const after = changes.map((change) => change.after);
        const touched = patientsOf(changes.flatMap((change) => [change.after, change.before ?? []].flat()));
        announced.push(...(await this.derivations.announce(principal, changesOf(changes))));
        const [written] = await Promise.all([
          this.audit.recorded(principal, auditOf('deviceAssignments', changes, touched), () =>
            this.repository.write(principal, after),
          ),
          this.closeQueue.markMany(principal, touched),
        ]);
        return written;
      },
    };
  }

  /** After a write: attributes the readings again, then marks their patients again. */
  private async follow(principal: Principal, announced: readonly Announcement[]): Promise<void> {
    await this.derivations.settle(principal, announced);
    const touched = announced.flatMap(({ changes }) =>
      changes.flatMap((change) => (change.kind === 'assignments' ? change.patientIds : [])),
    );
    await this.closeQueue.markAgain(principal, [...new Set(touched)]);
  }

  private async place(
    principal: Principal,
    inputs: readonly AssignmentInput[],
    prefix: (index: number) => string,
  ): Promise<Placed[]> {
    const deviceIds = [...new Set(inputs.map(({ deviceId }) => deviceId))];
    const [patients, devices] = await Promise.all([
      this.patients.zonesWithErased(principal, [...new Set(inputs.map(({ patientId }) => patientId))]),
      this.devices.findMany(principal, deviceIds),
    ]);
    const zones = new Map(patients.map((patient) => [patient.id, patient.zones]));
    const known = new Set(devices.map(({ id }) => id));
    const issues = new InputIssues();
    const placed = inputs.map((input, index) => {
      const history = zones.get(input.patientId);
      issues.check(history !== undefined, `${prefix(index)}patientId`, 'no patient has this id');
      issues.check(known.has(input.deviceId), `${prefix(index)}deviceId`, 'no device has this id');
      return { ...input, ...assignmentInterval(input.assignedFrom, input.assignedTo, history ?? UTC) };
    });
    issues.throwIfAny();
    return placed;
  }

  /**
   * An erased patient's assignment may still be ended, because devices are returned at any time. Nothing else is allowed.
   * @throws ProblemError 400 when the input names an erased patient, 409 when the stored assignment does
   */
  private async refuseErased(principal: Principal, input: AssignmentInput): Promise<void> {
    const patientId = (await this.ofErased(principal, [input])).get(input.id);
    if (patientId === input.patientId) {
      const issues = new InputIssues();
      issues.check(false, 'patientId', 'no patient has this id');
      issues.throwIfAny();
    }
    if (patientId !== undefined) await this.patients.refuseErased(principal, patientId);
  }

  /** The erased patient of each input that would change or add to an erased patient's record, by the input's id. */
  private async ofErased(
    principal: Principal,
    inputs: readonly AssignmentInput[],
  ): Promise<ReadonlyMap<string, string>> {
    const stored = new Map(
      (
        await this.repository.findMany(
          principal,
          inputs.map(({ id }) => id),
        )
      ).map((assignment) => [assignment.id, assignment]),
    );
    const erased = await this.patients.erasedAmong(principal, patientsOf([...inputs, ...stored.values()]));
    const found = new Map<string, string>();
    if (erased.size === 0) return found;
    for (const input of inputs) {
      const before = stored.get(input.id);
      if (before !== undefined && endsOnly(before, input)) continue;
      const patientId = [input.patientId, before?.patientId ?? ''].find((id) => erased.has(id));
      if (patientId !== undefined) found.set(input.id, patientId);
    }
    return found;
  }
}

/** One change for each device that an assignment named before or names now. */
function changesOf(changes: readonly VersionedChange<Assignment>[]): AssignmentsChange[] {
  return changes.flatMap(({ before, after }) => {
    const sides = before ? [before, after] : [after];
    return [...new Set(sides.map(({ deviceId }) => deviceId))].map((deviceId): AssignmentsChange => {
      const own = sides.filter((side) => side.deviceId === deviceId);
      return { kind: 'assignments', deviceId, patientIds: patientsOf(own), ...hull(own) };
    });
  });
}

/** Whether the input only ends the assignment, or changes nothing. */
function endsOnly(before: Assignment, input: AssignmentInput): boolean {
  const assignedTo = before.assignedTo ?? input.assignedTo;
  return isDeepStrictEqual({ ...assignmentInput(before), assignedTo }, input);
}

/** Used only until the missing patient is reported. */
const UTC = [{ zone: 'UTC', from: null }];

function patientsOf(assignments: readonly { readonly patientId: string }[]): string[] {
  return [...new Set(assignments.map(({ patientId }) => patientId))];
}
