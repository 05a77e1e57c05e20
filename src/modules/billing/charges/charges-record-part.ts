import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { findRows } from '../../../platform/database/find-rows.js';
import type { Principal } from '../../caller/principal.js';
import { ERASED, unlessUnchanged } from '../../records/patient-record/erased-text.js';
import type {
  KeptEvidence,
  PatientRecordPart,
  RecordDocument,
} from '../../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../../records/patient-record/patient-record-parts.js';
import { recordDocuments } from '../../records/patient-record/record-documents.js';
import { rewriteDocuments } from '../../records/patient-record/rewrite-documents.js';
import { CHARGE_SOURCES, type ChargeSourceDoc } from './charge-source.schema.js';
import { isClaimed } from './is-claimed.js';

/** The patient's charges. A charge that was claimed, or may be, is evidence. */
@Injectable()
export class ChargesRecordPart implements PatientRecordPart {
  readonly collections = [CHARGE_SOURCES];

  constructor(
    @InjectModel(CHARGE_SOURCES) private readonly model: Model<ChargeSourceDoc>,
    parts: PatientRecordParts,
  ) {
    parts.register(this);
  }

  documents({ practiceId }: Principal, patientId: string): AsyncIterable<RecordDocument> {
    return recordDocuments(this.model.collection, { practiceId, patientId });
  }

  async *evidence(
    { practiceId }: Principal,
    patientIds: readonly string[],
  ): AsyncGenerator<KeptEvidence & { readonly patientId: string }> {
    const filter = { practiceId, patientId: { $in: [...patientIds] } };
    const found = this.model.collection.find(filter, { projection: { patientId: 1, charges: 1 } });
    for await (const { patientId, charges } of found as unknown as AsyncIterable<ChargeSourceDoc>)
      for (const charge of charges)
        if (isClaimed(charge))
          yield { patientId, kind: 'charge', id: charge.id, dateOfService: charge.terms.dateOfService };
  }

  /** Keeps a charge that a person decided about while the erasure was starting. */
  async remove({ practiceId }: Principal, patientId: string): Promise<void> {
    const { collection } = this.model;
    for (const { _id, version, charges } of await findRows(this.model, { practiceId, patientId }))
      if (!charges.some((charge) => charge.status !== 'proposed' && isClaimed(charge)))
        await collection.deleteOne({ _id, version } as never);
  }

  overwrite({ practiceId }: Principal, patientId: string): Promise<void> {
    return rewriteDocuments<ChargeSourceDoc>(
      this.model.collection,
      { practiceId, patientId },
      withoutReasons,
    );
  }
}

function withoutReasons(source: ChargeSourceDoc): ChargeSourceDoc | null {
  return unlessUnchanged(source, {
    ...source,
    charges: source.charges.map((charge) => ({
      ...charge,
      decisions: charge.decisions.map((each) => ({ ...each, reason: each.reason && ERASED })),
    })),
  });
}
