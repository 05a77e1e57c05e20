import type { Instant } from '../../domain/time/instant.js';
import type { Principal } from '../caller/principal.js';

/** Assignments of one device changed somewhere in an interval. */
export interface AssignmentsChange {
  readonly kind: 'assignments';
  readonly deviceId: string;
  /** Who had it by the assignments that changed, before or after. */
  readonly patientIds: readonly string[];
  readonly from: Instant;
  /** Not included; null: without end. */
  readonly to: Instant | null;
}

/** The days of one patient are cut differently. */
export interface ZonesChange {
  readonly kind: 'zones';
  readonly patientId: string;
}

/** A change of records from which stored readings derive their patient and their service day. */
export type DerivationChange = AssignmentsChange | ZonesChange;

/**
 * Told of each change after it was written. Both calls may come again for the same change, so they must give the same
 * result twice.
 */
export interface DerivationListener {
  assignmentsChanged(principal: Principal, change: AssignmentsChange): Promise<void>;
  zonesChanged(principal: Principal, patientId: string): Promise<void>;
}
