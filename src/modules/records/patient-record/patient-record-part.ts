import type { LocalDate } from '../../../domain/time/local-date.js';
import type { Principal } from '../../caller/principal.js';

/** One document of a patient's record: every field decrypted, without the fields that only the store needs. */
export interface RecordDocument {
  readonly collection: string;
  readonly document: Record<string, unknown>;
}

/** Something that was or may be claimed, or that belongs to the medical record. The law says how long to keep it. */
export interface KeptEvidence {
  readonly kind: 'charge' | 'encounter';
  readonly id: string;
  readonly dateOfService: LocalDate;
}

/**
 * What one module keeps of a patient. Each module writes its own part and registers it with `PatientRecordParts`, and `modules/patient-records` exports, retains and
 * erases the whole record through the parts. A method that is absent means that the part has nothing to do there.
 * Erasing may be repeated after a crash, so `remove` and `overwrite` must be safe to run again.
 */
export interface PatientRecordPart {
  /** Every collection of the module whose documents name a patient. */
  readonly collections: readonly string[];

  /** The patient's documents, for the export. */
  documents?(principal: Principal, patientId: string): AsyncIterable<RecordDocument>;

  /** The evidence of some patients (500 at most). */
  evidence?(
    principal: Principal,
    patientIds: readonly string[],
  ): AsyncIterable<KeptEvidence & { readonly patientId: string }>;

  /** Runs before the patient's documents are removed or overwritten: finishes or fences off writes that are under way. */
  beforeErasing?(principal: Principal): Promise<void>;

  /** Removes the patient's documents, except those that became evidence while the erasure began. */
  remove?(principal: Principal, patientId: string): Promise<void>;

  /**
   * Overwrites free text and raw payloads, and leaves what charges rest on.
   * @param untouched ids of signed encounters that must be kept unchanged for now
   */
  overwrite?(principal: Principal, patientId: string, untouched: ReadonlySet<string>): Promise<void>;

  /** Runs after the patient's documents were removed or overwritten. */
  afterErasing?(principal: Principal): Promise<void>;
}
