import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../caller/principal.js';
import type {
  KeptEvidence,
  PatientRecordPart,
  RecordDocument,
} from '../records/patient-record/patient-record-part.js';

/** The parts of all modules, in the order of the export. */
export const RECORD_PARTS = Symbol('RECORD_PARTS');

/** What all modules keep of a patient. */
@Injectable()
export class PatientRecordParts {
  constructor(@Inject(RECORD_PARTS) private readonly parts: readonly PatientRecordPart[]) {}

  /** Every document about the patient, one part after the other. */
  async *documents(principal: Principal, patientId: string): AsyncGenerator<RecordDocument> {
    for (const part of this.parts) if (part.documents) yield* part.documents(principal, patientId);
  }

  /** The evidence of up to 500 patients, by patient: charges that were or may be claimed, and signed encounters. */
  async evidence(
    principal: Principal,
    patientIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly KeptEvidence[]>> {
    const kept = new Map<string, KeptEvidence[]>(patientIds.map((id) => [id, []]));
    for (const part of this.parts)
      if (part.evidence)
        for await (const { patientId, ...piece } of part.evidence(principal, patientIds))
          kept.get(patientId)?.push(piece);
    return kept;
  }

  /** Removes everything except the patient's own document and what became evidence while the erasure began. */
  async remove(principal: Principal, patientId: string): Promise<void> {
    for (const part of this.parts) await part.remove?.(principal, patientId);
  }

  /**
   * Overwrites what people wrote, and what devices sent besides the measured values.
   * @param untouched ids of signed encounters that must be kept unchanged for now
   */
  async overwrite(principal: Principal, patientId: string, untouched: ReadonlySet<string>): Promise<void> {
    for (const part of this.parts) await part.overwrite?.(principal, patientId, untouched);
  }
}
