import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import type { LocalDate } from '../../domain/time/local-date.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { findRows } from '../../platform/database/find-rows.js';
import type { Principal } from '../caller/principal.js';
import type {
  KeptEvidence,
  PatientRecordPart,
  RecordDocument,
} from '../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../records/patient-record/patient-record-parts.js';
import { recordDocuments } from '../records/patient-record/record-documents.js';
import { rewriteDocuments } from '../records/patient-record/rewrite-documents.js';
import { VISIT_SPANS, type VisitSpanDoc } from './evidence/visit-span.schema.js';
import { fromDoc, toDoc } from './record/encounter.doc.js';
import type { Encounter } from './record/encounter.js';
import { ENCOUNTERS, type EncounterDoc } from './record/encounter.schema.js';
import { withoutWords } from './record/erased-encounter.js';

/** The patient's encounters. A signed encounter is evidence; the export leaves out the spans, which only find encounters. */
@Injectable()
export class EncountersRecordPart implements PatientRecordPart {
  readonly collections = [ENCOUNTERS, VISIT_SPANS];

  constructor(
    @InjectModel(ENCOUNTERS) private readonly encounters: Model<EncounterDoc>,
    @InjectModel(VISIT_SPANS) private readonly spans: Model<VisitSpanDoc>,
    private readonly cipher: FieldCipher,
    parts: PatientRecordParts,
  ) {
    parts.register(this);
  }

  documents({ practiceId }: Principal, patientId: string): AsyncIterable<RecordDocument> {
    const own = { practiceId, patientId };
    return recordDocuments<EncounterDoc>(this.encounters.collection, own, (doc) => ({
      ...doc,
      ...encryptedFields(fromDoc(this.cipher, doc)),
    }));
  }

  async *evidence(
    { practiceId }: Principal,
    patientIds: readonly string[],
  ): AsyncGenerator<KeptEvidence & { readonly patientId: string }> {
    const filter = { practiceId, patientId: { $in: [...patientIds] } };
    const fields = { patientId: 1, id: 1, status: 1, dateOfService: 1 };
    const found = this.encounters.collection.find(filter as never, { projection: fields });
    for await (const doc of found as unknown as AsyncIterable<EncounterDoc>) {
      const { patientId, id, status } = doc;
      if (status !== 'draft')
        yield { patientId, kind: 'encounter', id, dateOfService: doc.dateOfService as LocalDate };
    }
  }

  /** An encounter that was signed while the erasure began stays, with its spans. */
  async remove({ practiceId }: Principal, patientId: string): Promise<void> {
    const own = { practiceId, patientId };
    await this.encounters.collection.deleteMany({ ...own, status: 'draft' } as never);
    const signed = await findRows(this.encounters, own, { fields: ['id'] });
    await this.spans.collection.deleteMany({
      ...own,
      encounterId: { $nin: signed.map(({ id }) => id) },
    } as never);
  }

  overwrite({ practiceId }: Principal, patientId: string, untouched: ReadonlySet<string>): Promise<void> {
    const own = { practiceId, patientId };
    return rewriteDocuments<EncounterDoc>(this.encounters.collection, own, (doc) => {
      const encounter = fromDoc(this.cipher, doc);
      const bare = untouched.has(encounter.id) ? null : withoutWords(encounter);
      return bare && toDoc(this.cipher, practiceId, bare);
    });
  }
}

/** The fields that are stored encrypted as one value. */
function encryptedFields(encounter: Encounter): Partial<Encounter> {
  const { note, medicalNecessity, amendReason, patientLocation, guardianConsent, participants } = encounter;
  const { eligibilityCheck, authorizations, mdmWorksheet } = encounter;
  return {
    ...{ note, medicalNecessity, amendReason, patientLocation, guardianConsent, participants },
    ...{ eligibilityCheck, authorizations },
    ...(mdmWorksheet && { mdmWorksheet }),
  };
}
