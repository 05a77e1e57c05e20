import type { BillableFinding, NotBilledFinding, SourceEvidence, SourceKind } from '../assess/finding.js';
import type { Flag } from '../assess/flags.js';
import type { ParkReason } from '../assess/reasons.js';
import type { LocalDate } from '../time/local-date.js';
import type { Period } from '../time/period.js';
import type { FrozenRecords } from './frozen/frozen-records.js';

/**
 * `proposed`: computed, but nobody has decided. `approved` and `held`: a person decided. `exported`: on a claim, and
 * never changes again. `replaced` and `voided`: an approved adjustment took its place before any claim went out.
 * `withdrawn`: no longer computed.
 */
export type ChargeStatus =
  'proposed' | 'approved' | 'held' | 'exported' | 'replaced' | 'voided' | 'withdrawn';

/** A `void` takes back the charge that it adjusts. A `replacement` puts other terms in its place. */
export type ChargeKind = 'original' | 'replacement' | 'void';

/** The content of a claim line, and what it was computed from. */
export type ChargeTerms = Omit<BillableFinding, 'outcome' | 'code'>;

export type DecisionAction = 'approve' | 'hold' | 'release' | 'edit' | 'export' | 'withdraw-export';

/** What a person did to a charge. */
export interface Decision {
  readonly action: DecisionAction;
  readonly by: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly reason: string | null;
}

export interface Charge {
  /** Derived from the source and the code (`charge-id.ts`). */
  readonly id: string;
  readonly code: string;
  readonly kind: ChargeKind;
  /** Id of the charge that this one adjusts. */
  readonly adjusts: string | null;
  readonly status: ChargeStatus;
  readonly terms: ChargeTerms;
  /** What the rules computed when the terms were set; null: nothing (a void). Differs from `terms` after an edit. */
  readonly computed: ChargeTerms | null;
  readonly edited: boolean;
  readonly decisions: readonly Decision[];
  /** Revision of the source's evidence that it rests on. */
  readonly evidenceRevision: number;
  /** Number of the export batch that contains it; null: not exported. */
  readonly batchNumber: number | null;
}

/** The evidence of a decision, as it was when the decision was made. */
export interface FrozenEvidence {
  readonly revision: number;
  readonly counts: SourceEvidence;
  readonly records: FrozenRecords;
}

export type SourceState = 'closed' | 'parked' | 'superseded';

/** Why a source waits for a person. */
export interface Parking {
  readonly reason: ParkReason | 'internal_error';
  /** Names the log entry of an internal error. */
  readonly errorId: string | null;
}

/** The charges of one source as stored: one document, written atomically. */
export interface ChargeSource {
  readonly sourceId: string;
  readonly patientId: string;
  readonly enrollmentId: string | null;
  /** `patient`: holds no charges and marks the whole patient as parked. */
  readonly kind: SourceKind | 'patient';
  readonly period: Period | null;
  readonly closesOn: LocalDate | null;
  /**
   * `superseded`: the facts no longer lead to this source, for example because an earlier first reading moved the
   * windows.
   */
  readonly state: SourceState;
  readonly parking: Parking | null;
  /** The charges of a code are in the order in which they adjust each other. */
  readonly charges: readonly Charge[];
  readonly notBilled: readonly NotBilledFinding[];
  readonly flags: readonly Flag[];
  /** null only for a source of kind `patient`. */
  readonly evidence: FrozenEvidence | null;
  /** Older evidence that charges decided by a person still rest on. */
  readonly earlierEvidence: readonly FrozenEvidence[];
}

/** Did a person decide the charge? A computation then never overwrites it. */
export function isSettled(charge: Charge): boolean {
  switch (charge.status) {
    case 'approved':
    case 'held':
    case 'exported':
      return true;
    case 'proposed':
      return charge.edited;
    case 'replaced':
    case 'voided':
    case 'withdrawn':
      return false;
  }
}

/** Is the charge off limits to a computation, whether or not it is still in effect? */
export function isProtected(charge: Charge): boolean {
  return isSettled(charge) || charge.status === 'replaced' || charge.status === 'voided';
}
