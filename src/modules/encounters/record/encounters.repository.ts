import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { addDays, type LocalDate } from '../../../domain/time/local-date.js';
import { FieldCipher } from '../../../platform/crypto/field-cipher.js';
import { docId } from '../../../platform/database/doc-id.js';
import { findRows } from '../../../platform/database/find-rows.js';
import type { Principal } from '../../caller/principal.js';
import { writeVersioned } from '../../records/versioned-write.js';
import { fromDoc, toDoc } from './encounter.doc.js';
import type { Encounter } from './encounter.js';
import { ENCOUNTERS, type EncounterDoc } from './encounter.schema.js';

/** One page of a listing, by date of service, then id. */
export interface EncounterPageQuery {
  readonly patientId?: string;
  readonly clinicianId?: string;
  readonly status?: Encounter['status'];
  /** Both days included. */
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  readonly after: { readonly dateOfService: LocalDate; readonly id: string } | null;
  readonly limit: number;
}

@Injectable()
export class EncountersRepository {
  constructor(
    @InjectModel(ENCOUNTERS) private readonly model: Model<EncounterDoc>,
    private readonly cipher: FieldCipher,
  ) {}

  async findMany(principal: Principal, ids: readonly string[]): Promise<Encounter[]> {
    const docs = await findRows(this.model, {
      _id: { $in: ids.map((id) => docId(principal.practiceId, id)) },
    });
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  async find(principal: Principal, id: string): Promise<Encounter | null> {
    return (await this.findMany(principal, [id]))[0] ?? null;
  }

  /** Every signed or voided version of the patients' encounters. */
  async signedOfPatients(principal: Principal, patientIds: readonly string[]): Promise<Encounter[]> {
    const docs = await findRows(this.model, {
      practiceId: principal.practiceId,
      patientId: { $in: [...patientIds] },
      status: { $in: ['finalized', 'voided'] },
    });
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  async page(principal: Principal, query: EncounterPageQuery): Promise<Encounter[]> {
    const { patientId, clinicianId, status, from, to, after, limit } = query;
    const first = after?.dateOfService ?? from;
    const filter = {
      practiceId: principal.practiceId,
      ...(patientId !== undefined && { patientId }),
      ...(clinicianId !== undefined && { clinicianId }),
      ...(status !== undefined && { status }),
      ...((first !== null || to !== null) && {
        dateOfService: {
          ...(first !== null && { $gte: first }),
          ...(to !== null && { $lt: addDays(to, 1) }),
        },
      }),
      ...(after && {
        $or: [
          { dateOfService: { $gt: after.dateOfService } },
          { dateOfService: after.dateOfService, id: { $gt: after.id } },
        ],
      }),
    };
    const docs = await findRows(this.model, filter, { sort: { dateOfService: 1, id: 1 }, limit });
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  /** Patients with encounters, page by page, by date of service. */
  async patientsAfter(
    principal: Principal,
    after: { readonly dateOfService: string; readonly id: string } | null,
    limit: number,
  ): Promise<Pick<EncounterDoc, 'id' | 'patientId' | 'dateOfService'>[]> {
    const filter = {
      practiceId: principal.practiceId,
      ...(after && {
        dateOfService: { $gte: after.dateOfService },
        $or: [
          { dateOfService: { $gt: after.dateOfService } },
          { dateOfService: after.dateOfService, id: { $gt: after.id } },
        ],
      }),
    };
    return findRows(this.model, filter, {
      sort: { dateOfService: 1, id: 1 },
      limit,
      fields: ['id', 'patientId', 'dateOfService'],
    });
  }

  /** @returns false if it is no longer a draft of that version */
  async discard({ practiceId }: Principal, { id, version }: Encounter): Promise<boolean> {
    const filter = { _id: docId(practiceId, id), version, status: 'draft' };
    const { deletedCount } = await this.model.collection.deleteOne(filter as never);
    return deletedCount === 1;
  }

  /** @returns false if another writer was first for one of them */
  write(principal: Principal, encounters: readonly Encounter[]): Promise<boolean> {
    const docs = encounters.map((encounter) => toDoc(this.cipher, principal.practiceId, encounter));
    return writeVersioned(this.model.collection, docs);
  }
}
