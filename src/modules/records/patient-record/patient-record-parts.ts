import { Injectable } from '@nestjs/common';
import type { Principal } from '../../caller/principal.js';
import type { KeptEvidence, PatientRecordPart, RecordDocument } from './patient-record-part.js';

/** The order of the export and of erasing, by each part's first collection. Parts without a place come last. */
const ORDER: readonly string[] = [
  'patients',
  'enrollments',
  'deviceAssignments',
  'readings',
  'timeEntries',
  'closeQueue',
  'encounters',
  'chargeSources',
  'exportBatches',
];

/** What all modules keep of a patient. Each part registers itself in its constructor. */
@Injectable()
export class PatientRecordParts {
  private readonly parts: PatientRecordPart[] = [];

  register(part: PatientRecordPart): void {
    this.parts.push(part);
    this.parts.sort((a, b) => placeOf(a) - placeOf(b));
  }

  all(): readonly PatientRecordPart[] {
    return this.parts;
  }

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

  async beforeErasing(principal: Principal): Promise<void> {
    for (const part of this.parts) await part.beforeErasing?.(principal);
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

  async afterErasing(principal: Principal): Promise<void> {
    for (const part of this.parts) await part.afterErasing?.(principal);
  }
}

function placeOf({ collections: [first = ''] }: PatientRecordPart): number {
  const place = ORDER.indexOf(first);
  return place < 0 ? ORDER.length : place;
}
