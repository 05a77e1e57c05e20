import type { Instant } from '../../domain/time/instant.js';
import type { Principal } from '../caller/principal.js';

/** Assignments of one device changed within an interval. */
export interface AssignmentsChange {
  readonly kind: 'assignments';
  readonly deviceId: string;
  /** The patients whom the changed assignments named, before or after. */
  readonly patientIds: readonly string[];
  readonly from: Instant;
  /** Not included; null: no end. */
  readonly to: Instant | null;
}

/** The zones of one patient changed, so service days may change. */
export interface ZonesChange {
  readonly kind: 'zones';
  readonly patientId: string;
}

/** A change to records from which stored readings derive their patient and service day. */
export type DerivationChange = AssignmentsChange | ZonesChange;

/**
 * Called for each change after it was written. Either method may be called again for the same change, so both must be safe
 * to repeat.
 */
export interface DerivationListener {
  assignmentsChanged(principal: Principal, change: AssignmentsChange): Promise<void>;
  zonesChanged(principal: Principal, patientId: string): Promise<void>;
}
