import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { BillingService } from '../billing/charges/billing.service.js';
import type { Principal } from '../caller/principal.js';
import type { PatientRecordPart, RecordDocument } from '../records/patient-record/patient-record-part.js';
import { PatientRecordParts } from '../records/patient-record/patient-record-parts.js';
import { decryptLine, type ExportBatchDoc } from './batches/export-batch.doc.js';
import { EXPORT_BATCHES } from './batches/export-batch.schema.js';

/** The patient's lines in export batches. An erasure leaves them, because they show what was claimed. */
@Injectable()
export class ClaimsRecordPart implements PatientRecordPart {
  readonly collections = [EXPORT_BATCHES];

  constructor(
    @InjectModel(EXPORT_BATCHES) private readonly model: Model<ExportBatchDoc>,
    private readonly billing: BillingService,
    private readonly cipher: FieldCipher,
    parts: PatientRecordParts,
  ) {
    parts.register(this);
  }

  async *documents(principal: Principal, patientId: string): AsyncGenerator<RecordDocument> {
    const { practiceId } = principal;
    // No index finds a patient's lines, but the charges name their batches.
    const numbers = new Set<number>();
    for await (const { source } of this.billing.sources(principal, { patientId }))
      for (const { batchNumber } of source.charges) if (batchNumber !== null) numbers.add(batchNumber);
    if (numbers.size === 0) return;
    const filter = { practiceId, number: { $in: [...numbers] } };
    const batches = this.model.collection.find(filter as never);
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
}
