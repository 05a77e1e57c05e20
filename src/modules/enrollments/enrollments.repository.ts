import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { LocalDate } from '../../domain/time/local-date.js';
import { docId } from '../../platform/database/doc-id.js';
import { findRows } from '../../platform/database/find-rows.js';
import type { Principal } from '../caller/principal.js';
import { parseStored } from '../records/parse-stored.js';
import { writeVersioned } from '../records/versioned-write.js';
import { storedEnrollment, type Enrollment } from './enrollment.js';
import { ENROLLMENTS, type EnrollmentDoc } from './enrollment.schema.js';

@Injectable()
export class EnrollmentsRepository {
  constructor(@InjectModel(ENROLLMENTS) private readonly model: Model<EnrollmentDoc>) {}

  async findMany({ practiceId }: Principal, ids: readonly string[]): Promise<Enrollment[]> {
    const docs = await findRows(this.model, { _id: { $in: ids.map((id) => docId(practiceId, id)) } });
    return docs.map((doc) => parseStored(storedEnrollment, ENROLLMENTS, doc));
  }

  /** In order of start date, then id. */
  async ofPatients({ practiceId }: Principal, patientIds: readonly string[]): Promise<Enrollment[]> {
    const docs = await findRows(this.model, { practiceId, patientId: { $in: [...patientIds] } });
    return docs.map((doc) => parseStored(storedEnrollment, ENROLLMENTS, doc)).sort(byStart);
  }

  /** @returns false when another writer changed one of them first; the others are written */
  write({ practiceId }: Principal, enrollments: readonly Enrollment[]): Promise<boolean> {
    const docs = enrollments.map((enrollment) => ({ ...enrollment, _id: docId(practiceId, enrollment.id) }));
    return writeVersioned(this.model.collection, docs);
  }

  /** @returns false when there is no such enrollment or it already has this pin */
  async pin({ practiceId }: Principal, id: string, day: LocalDate | null): Promise<boolean> {
    const { modifiedCount } = await this.model.collection.updateOne(
      { _id: docId(practiceId, id), pinnedWindowStart: { $ne: day } } as never,
      { $set: { pinnedWindowStart: day }, $inc: { version: 1 } },
    );
    return modifiedCount === 1;
  }
}

function byStart(a: Enrollment, b: Enrollment): number {
  const [left, right] = [`${a.startDate} ${a.id}`, `${b.startDate} ${b.id}`];
  return left < right ? -1 : Number(left > right);
}
