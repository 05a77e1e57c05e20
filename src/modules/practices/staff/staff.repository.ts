import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { docId } from '../../../platform/database/doc-id.js';
import type { Principal } from '../../caller/principal.js';
import { parseStored } from '../../records/parse-stored.js';
import { writeVersioned } from '../../records/versioned-write.js';
import { storedStaffMember, type StaffMember } from './staff-member.js';
import { STAFF, type StaffDoc } from './staff-member.schema.js';

const STAFF_MAX = 10_000;

@Injectable()
export class StaffRepository {
  constructor(@InjectModel(STAFF) private readonly model: Model<StaffDoc>) {}

  async findMany(principal: Principal, ids: readonly string[]): Promise<StaffMember[]> {
    const docs = await this.model
      .find({ _id: { $in: ids.map((id) => docId(principal.practiceId, id)) } })
      .lean<StaffDoc[]>()
      .exec();
    return docs.map((doc) => parseStored(storedStaffMember, STAFF, doc));
  }

  /** All staff of the practice, in order of name. */
  async list(principal: Principal): Promise<StaffMember[]> {
    const docs = await this.model
      .find({ practiceId: principal.practiceId })
      .sort({ name: 1 })
      .limit(STAFF_MAX)
      .lean<StaffDoc[]>()
      .exec();
    return docs.map((doc) => parseStored(storedStaffMember, STAFF, doc));
  }

  /** @returns false when another writer changed one of them first; the others are written */
  write(principal: Principal, members: readonly StaffMember[]): Promise<boolean> {
    const { practiceId } = principal;
    const docs = members.map((member) => ({ _id: docId(practiceId, member.id), practiceId, ...member }));
    return writeVersioned(this.model.collection, docs);
  }
}
