import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { z } from 'zod';
import { parseInstant, type Instant } from '../../domain/time/instant.js';
import type { ZoneHistory } from '../../domain/time/zone.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { docId } from '../../platform/database/doc-id.js';
import { findRows } from '../../platform/database/find-rows.js';
import type { Principal } from '../caller/principal.js';
import { parseStored } from '../records/parse-stored.js';
import { writeVersioned } from '../records/versioned-write.js';
import { fromDoc, nameOf, toDoc } from './record/patient.doc.js';
import { storedFacts, type Patient } from './record/patient.js';
import { PATIENTS, type PatientDoc } from './record/patient.schema.js';

type StoredFacts = z.output<typeof storedFacts>;

/** What the directory keeps in memory about a patient. */
export interface DirectoryRow {
  readonly id: string;
  readonly name: Patient['name'];
  readonly memberIdHashes: readonly string[];
  /** An erased patient is never found. */
  readonly isErased: boolean;
}

interface PatientPresence {
  readonly id: string;
  /** When the erasure began; null when none did. */
  readonly erasedAt: Instant | null;
}

export interface PatientZones extends PatientPresence {
  readonly zones: ZoneHistory;
}

/** Identifiers to look up exactly. Each given one must match. */
export interface ExactIdentifiers {
  readonly mrn?: string | undefined;
  readonly birthDate?: string | undefined;
  readonly phone?: string | undefined;
}

/** The character after `:`. It ends the range of keys of one practice. */
const AFTER_COLON = ';';
const FACTS = Object.keys(storedFacts.shape) as (keyof typeof storedFacts.shape & keyof PatientDoc)[];

@Injectable()
export class PatientsRepository {
  constructor(
    @InjectModel(PATIENTS) private readonly model: Model<PatientDoc>,
    private readonly cipher: FieldCipher,
  ) {}

  async findMany(principal: Principal, ids: readonly string[]): Promise<Patient[]> {
    const docs = await findRows(this.model, this.withIds(principal, ids));
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  /** The patients that exist, erased ones included. */
  async presence(principal: Principal, ids: readonly string[]): Promise<PatientPresence[]> {
    const docs = await findRows(this.model, this.withIds(principal, ids), { fields: ['id', 'erasure'] });
    return docs.map(presenceOf);
  }

  /** Erased patients included. */
  async zonesOf(principal: Principal, ids: readonly string[]): Promise<PatientZones[]> {
    const docs = await findRows(this.model, this.withIds(principal, ids), {
      fields: ['id', 'zones', 'erasure'],
    });
    return docs.map((doc) => ({
      ...presenceOf(doc),
      zones: doc.zones.map((zone) => parseStored(storedFacts.shape.zones.element, PATIENTS, zone)),
    }));
  }

  /** The facts that decide charges. Reads no identifiers and decrypts nothing. */
  async factsOf(principal: Principal, ids: readonly string[]): Promise<StoredFacts[]> {
    const docs = await findRows(this.model, this.withIds(principal, ids), { fields: FACTS });
    return docs.map((doc) => parseStored(storedFacts, PATIENTS, doc));
  }

  /** Patients after `after`, in order of id. */
  async page(principal: Principal, after: string | null, limit: number): Promise<Patient[]> {
    const docs = await findRows(this.model, this.range(principal, after), { sort: { _id: 1 }, limit });
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  /** Like {@link page}, but only ids, so nothing is decrypted. */
  async idsPage(principal: Principal, after: string | null, limit: number): Promise<string[]> {
    const docs = await findRows(this.model, this.range(principal, after), {
      sort: { _id: 1 },
      limit,
      fields: ['id'],
    });
    return docs.map(({ id }) => id);
  }

  /** Like {@link page}, but only each patient's payers. */
  async payersPage(
    principal: Principal,
    after: string | null,
    limit: number,
  ): Promise<{ id: string; payerIds: string[] }[]> {
    const docs = await findRows(this.model, this.range(principal, after), {
      sort: { _id: 1 },
      limit,
      fields: ['id', 'coverage'],
    });
    return docs.map(({ id, coverage }) => ({ id, payerIds: coverage.map(({ payerId }) => payerId) }));
  }

  /** Like {@link page}, but only what the directory holds. */
  async directoryPage(principal: Principal, after: string | null, limit: number): Promise<DirectoryRow[]> {
    const docs = await findRows(this.model, this.range(principal, after), {
      sort: { _id: 1 },
      limit,
      fields: ['id', 'name', 'coverage', 'erasure'],
    });
    return docs.map((doc) => ({
      id: doc.id,
      name: nameOf(this.cipher, doc),
      memberIdHashes: doc.coverage.flatMap(({ memberIdHash }) => memberIdHash ?? []),
      isErased: doc.erasure !== undefined,
    }));
  }

  /** Patients with these exact identifiers, found by keyed hashes, in order of id. */
  async findByIdentifiers(principal: Principal, given: ExactIdentifiers, limit: number): Promise<Patient[]> {
    const docs = await findRows(
      this.model,
      {
        practiceId: principal.practiceId,
        ...(given.mrn === undefined ? {} : { mrnHash: this.cipher.lookupHash('mrn', given.mrn) }),
        ...(given.birthDate === undefined
          ? {}
          : { birthDateHash: this.cipher.lookupHash('birthDate', given.birthDate) }),
        ...(given.phone === undefined ? {} : { phoneHash: this.cipher.lookupHash('phone', given.phone) }),
      },
      { sort: { _id: 1 }, limit },
    );
    return docs.map((doc) => fromDoc(this.cipher, doc));
  }

  /** The ids of patients whose erasure is under way. */
  async erasing({ practiceId }: Principal): Promise<string[]> {
    const docs = await this.model
      .find({ erasurePending: true, practiceId })
      .select({ id: 1 })
      .lean<Pick<PatientDoc, 'id'>[]>()
      .exec();
    return docs.map(({ id }) => id);
  }

  practicesErasing(): Promise<string[]> {
    return this.model.distinct('practiceId', { erasurePending: true }).exec();
  }

  /** @returns false when another writer changed one of them first; the others are written */
  write(principal: Principal, patients: readonly Patient[]): Promise<boolean> {
    const docs = patients.map((patient) => toDoc(this.cipher, principal.practiceId, patient));
    return writeVersioned(this.model.collection, docs);
  }

  directoryRow(patient: Patient): DirectoryRow {
    return {
      id: patient.id,
      name: patient.name,
      memberIdHashes: patient.coverage.flatMap(({ memberId }) =>
        memberId === null ? [] : [this.memberIdHash(memberId)],
      ),
      isErased: patient.erasure !== undefined,
    };
  }

  memberIdHash(memberId: string): string {
    return this.cipher.lookupHash('memberId', memberId);
  }

  private withIds({ practiceId }: Principal, ids: readonly string[]) {
    return { _id: { $in: ids.map((id) => docId(practiceId, id)) } };
  }

  private range({ practiceId }: Principal, after: string | null) {
    return { _id: { $gt: docId(practiceId, after ?? ''), $lt: `${practiceId}${AFTER_COLON}` } };
  }
}

function presenceOf({ id, erasure }: Pick<PatientDoc, 'id' | 'erasure'>): PatientPresence {
  return { id, erasedAt: erasure === undefined ? null : parseInstant(erasure.at) };
}
