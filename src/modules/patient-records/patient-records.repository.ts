import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { LocalDate } from '../../domain/time/local-date.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { docId } from '../../platform/database/doc-id.js';
import { CHARGE_SOURCES, type ChargeSourceDoc } from '../billing/charges/charge-source.schema.js';
import type { Principal } from '../caller/principal.js';
import { decryptLine, EXPORT_BATCHES, type ExportBatchDoc } from '../claims/batches/export-batch.schema.js';
import { DEVICE_ASSIGNMENTS, DEVICES, type AssignmentDoc } from '../devices/devices.schema.js';
import { fromDoc as encounterFromDoc } from '../encounters/record/encounter.doc.js';
import type { Encounter } from '../encounters/record/encounter.js';
import { ENCOUNTERS, type EncounterDoc } from '../encounters/record/encounter.schema.js';
import { ENROLLMENTS } from '../enrollments/enrollment.schema.js';
import { fromDoc as patientFromDoc } from '../patients/patient.doc.js';
import { PATIENTS, type PatientDoc } from '../patients/patient.schema.js';
import { READINGS } from '../readings/reading.schema.js';
import { fromDoc as entryFromDoc } from '../time-tracking/entries/time-entry.doc.js';
import { TIME_ENTRIES, type TimeEntryDoc } from '../time-tracking/entries/time-entry.schema.js';
import { fromTimerDoc } from '../time-tracking/timers/timer.doc.js';
import { TIMERS, type TimerDoc } from '../time-tracking/timers/timer.schema.js';
import { isClaimed, type KeptEvidence } from './retention.js';

type Doc = Record<string, unknown>;

/** One document of a patient's record, every field readable, without what only the store needs. */
export interface RecordDocument {
  readonly collection: string;
  readonly document: Doc;
}

/** The store's own key, hashes that find encrypted values again, and what is given in clear beside it. */
const INTERNAL: ReadonlySet<string> = new Set([
  '_id',
  'practiceId',
  'mrnHash',
  'birthDateHash',
  'phoneHash',
  'secret',
]);

/** What the features keep of one patient, across their collections. */
@Injectable()
export class PatientRecordsRepository {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly cipher: FieldCipher,
  ) {}

  /** Every document about the patient, collection by collection; each collection as it stood at one moment. */
  async *documents(principal: Principal, patientId: string): AsyncGenerator<RecordDocument> {
    const { cipher } = this;
    yield* this.each<PatientDoc>(PATIENTS, { _id: docId(principal.practiceId, patientId) }, (doc) => ({
      ...doc,
      ...patientFromDoc(cipher, doc),
      zones: doc.zones,
    }));
    yield* this.ofPatient(ENROLLMENTS, principal, patientId);
    const deviceIds = new Set<string>();
    for await (const found of this.ofPatient<AssignmentDoc>(DEVICE_ASSIGNMENTS, principal, patientId)) {
      deviceIds.add(String(found.document['deviceId']));
      yield found;
    }
    const keys = [...deviceIds].map((id) => docId(principal.practiceId, id));
    yield* this.each(DEVICES, { _id: { $in: keys } });
    yield* this.ofPatient(READINGS, principal, patientId);
    yield* this.ofPatient<TimeEntryDoc>(TIME_ENTRIES, principal, patientId, (doc) => {
      const { note, participants } = entryFromDoc(cipher, doc);
      return { ...doc, note, participants };
    });
    yield* this.ofPatient<TimerDoc>(TIMERS, principal, patientId, (doc) => {
      const { note, participants } = fromTimerDoc(cipher, doc).timer;
      return { ...doc, note, participants };
    });
    yield* this.ofPatient<EncounterDoc>(ENCOUNTERS, principal, patientId, (doc) => ({
      ...doc,
      ...readable(encounterFromDoc(cipher, doc)),
    }));
    const batches = new Set<number>();
    for await (const found of this.ofPatient<ChargeSourceDoc>(CHARGE_SOURCES, principal, patientId)) {
      const charges = found.document['charges'] as ChargeSourceDoc['charges'];
      for (const { batchNumber } of charges) if (batchNumber !== null) batches.add(batchNumber);
      yield found;
    }
    yield* this.claimLines(principal, patientId, [...batches]);
  }

  /** What the law may ask to keep of up to 500 patients: charges that were or may be claimed, and signed visits; by patient. */
  async keptEvidence(
    { practiceId }: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly KeptEvidence[]>> {
    const kept = new Map<string, KeptEvidence[]>(patientIds.map((id) => [id, []]));
    const filter = { practiceId, patientId: { $in: [...patientIds] } };
    const sources = this.collection<ChargeSourceDoc>(CHARGE_SOURCES).find(filter, {
      projection: { patientId: 1, charges: 1 },
    });
    for await (const { patientId, charges } of sources as unknown as AsyncIterable<ChargeSourceDoc>)
      for (const charge of charges)
        if (isClaimed(charge))
          kept
            .get(patientId)
            ?.push({ kind: 'charge', id: charge.id, dateOfService: charge.terms.dateOfService });
    const visits = this.collection<EncounterDoc>(ENCOUNTERS).find(filter, {
      projection: { patientId: 1, id: 1, status: 1, dateOfService: 1 },
    });
    for await (const visit of visits as unknown as AsyncIterable<EncounterDoc>)
      if (visit.status !== 'draft')
        kept.get(visit.patientId)?.push({
          kind: 'encounter',
          id: visit.id,
          dateOfService: visit.dateOfService as LocalDate,
        });
    return kept;
  }

  private async *claimLines(
    { practiceId }: Principal,
    patientId: string,
    numbers: readonly number[],
  ): AsyncGenerator<RecordDocument> {
    if (numbers.length === 0) return;
    const batches = this.collection<ExportBatchDoc>(EXPORT_BATCHES).find({
      practiceId,
      number: { $in: [...numbers] },
    });
    for await (const batch of batches as unknown as AsyncIterable<ExportBatchDoc>)
      for (const line of batch.lines) {
        if (line.patientId !== patientId) continue;
        const { number, status } = batch;
        yield {
          collection: 'claimLines',
          document: { batch: number, batchStatus: status, ...decryptLine(this.cipher, line) },
        };
      }
  }

  private ofPatient<D extends object = Doc>(
    name: string,
    { practiceId }: Principal,
    patientId: string,
    open?: (doc: D) => object,
  ): AsyncGenerator<RecordDocument> {
    return this.each(name, { practiceId, patientId }, open);
  }

  private async *each<D extends object = Doc>(
    name: string,
    filter: object,
    open: (doc: D) => object = (doc) => doc,
  ): AsyncGenerator<RecordDocument> {
    const found = this.collection(name).find(filter as never);
    for await (const doc of found as unknown as AsyncIterable<D>)
      yield { collection: name, document: without(open(doc) as Doc, INTERNAL) };
  }

  private collection<D = Doc>(name: string) {
    return this.connection.model<D>(name).collection;
  }
}

function without(document: Doc, names: ReadonlySet<string>): Doc {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !names.has(name)));
}

/** The fields that lie encrypted together. */
function readable(visit: Encounter): Partial<Encounter> {
  const { note, medicalNecessity, amendReason, patientLocation, guardianConsent, participants } = visit;
  const { eligibilityCheck, authorizations, mdmWorksheet } = visit;
  return {
    note,
    medicalNecessity,
    amendReason,
    patientLocation,
    guardianConsent,
    participants,
    eligibilityCheck,
    authorizations,
    ...(mdmWorksheet && { mdmWorksheet }),
  };
}
