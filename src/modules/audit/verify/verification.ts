import type { Instant } from '../../../domain/time/instant.js';
import type { Discrepancy } from './discrepancy.js';

/** The result of verifying one export. */
export interface Verification {
  readonly practice: string | null;
  readonly entries: number;
  readonly chains: number;
  readonly manifests: number;
  /** The days that the export covers; null: no bound. */
  readonly from: string | null;
  readonly to: string | null;
  /** How many recorded changes failed. */
  readonly failedChanges: number;
  /** How many changes were announced but never marked as done or failed, because their process died. */
  readonly unmarkedChanges: number;
  /**
   * The first month (`YYYY-MM`, UTC) that ended at least two days before the export and that no manifest seals; null: none.
   * It means that no schedule ran, or that someone removed manifests.
   */
  readonly unsealedSince: string | null;
  /** The Ed25519 public keys of all signed lines, in hex. */
  readonly publicKeys: readonly string[];
  /** Whether they were compared with the installation's own keys. */
  readonly keysKnown: boolean;
  /** The first discrepancy of each kind, and how many there are of that kind. */
  readonly discrepancies: readonly (Discrepancy & { readonly count: number })[];
}

/** The installation's public keys in hex, and when each was retired; null: still in use. */
export type TrustedKeys = ReadonlyMap<string, Instant | null>;
