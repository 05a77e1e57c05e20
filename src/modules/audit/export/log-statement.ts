import type { ChainHead } from '../chain/audit-chain.js';
import type { SignedFields } from '../chain/signed-line.js';

export interface ChainSpan {
  readonly first: number;
  readonly last: number;
  readonly lastHash: string;
}

/** What an export holds of one chain, and where that chain stands. */
export interface StatedChain {
  readonly writer: string;
  /**
   * The entries in the export by number, both included, and the hash of the last, which holds those before it; null where
   * none lies in the days asked for.
   */
  readonly span: ChainSpan | null;
  /** The last entry of all that is stored or known to have been. */
  readonly head: ChainHead;
}

/** The version of the form of a statement. 2: a span names the hash of its last entry. */
export const STATEMENT_FORM = 2;

/** The last line of an export: signed, so that a file that was cut short or put together is found. */
export interface LogStatement extends SignedFields {
  readonly kind: 'statement';
  readonly form: number;
  readonly practice: string;
  readonly madeAt: string;
  /** The days asked for, in UTC, both included; null: from the first or to the last entry. */
  readonly from: string | null;
  readonly to: string | null;
  readonly chains: readonly StatedChain[];
  /** In the export; `since` more were made while it ran. */
  readonly manifests: { readonly count: number; readonly lastHash: string; readonly since: number };
}
