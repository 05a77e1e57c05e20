import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { docId } from '../../../platform/database/doc-id.js';
import { findRows } from '../../../platform/database/find-rows.js';
import type { Principal } from '../../caller/principal.js';
import { parseStored } from '../../records/parse-stored.js';
import { writeVersioned } from '../../records/versioned-write.js';
import { storedAssignment, type Assignment } from './assignment.js';
import { DEVICE_ASSIGNMENTS, type AssignmentDoc } from './assignment.schema.js';

@Injectable()
export class AssignmentsRepository {
  constructor(@InjectModel(DEVICE_ASSIGNMENTS) private readonly model: Model<AssignmentDoc>) {}

  async findMany({ practiceId }: Principal, ids: readonly string[]): Promise<Assignment[]> {
    const docs = await findRows(this.model, { _id: { $in: ids.map((id) => docId(practiceId, id)) } });
    return docs.map(fromDoc);
  }

  /** In order of start, then id. */
  async ofDevices({ practiceId }: Principal, deviceIds: readonly string[]): Promise<Assignment[]> {
    const docs = await findRows(this.model, { practiceId, deviceId: { $in: deviceIds } });
    return docs.map(fromDoc).sort(byStart);
  }

  /** In order of start, then id. */
  async ofPatients({ practiceId }: Principal, patientIds: readonly string[]): Promise<Assignment[]> {
    const docs = await findRows(this.model, { practiceId, patientId: { $in: [...patientIds] } });
    return docs.map(fromDoc).sort(byStart);
  }

  /** @returns false when another writer changed one of them first; the others are written */
  write({ practiceId }: Principal, assignments: readonly Assignment[]): Promise<boolean> {
    return writeVersioned(
      this.model.collection,
      assignments.map((assignment) => toDoc(practiceId, assignment)),
    );
  }

  /** @returns false when the stored version is another one */
  async remove({ practiceId }: Principal, { id, version }: Assignment): Promise<boolean> {
    const { deletedCount } = await this.model.collection.deleteOne({
      _id: docId(practiceId, id),
      version,
    } as never);
    return deletedCount === 1;
  }
}

function toDoc(practiceId: string, assignment: Assignment): AssignmentDoc {
  return {
    ...assignment,
    _id: docId(practiceId, assignment.id),
    practiceId,
    from: new Date(assignment.from),
    to: assignment.to === null ? null : new Date(assignment.to),
    recordedAt: new Date(assignment.recordedAt),
  };
}

function fromDoc(doc: AssignmentDoc): Assignment {
  return parseStored(storedAssignment, DEVICE_ASSIGNMENTS, doc);
}

function byStart(a: Assignment, b: Assignment): number {
  return a.from - b.from || (a.id < b.id ? -1 : Number(a.id > b.id));
}
