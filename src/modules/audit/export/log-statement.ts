import type { ChainHead } from '../chain/audit-chain.js';
import type { SignedFields } from '../chain/signed-line.js';

export interface ChainSpan {
  readonly first: number;
  readonly last: number;
  readonly lastHash: string;
}

/** The part of one chain that an export holds, and where the chain ends. */
export interface StatedChain {
  readonly writer: string;
  /**
   * The first and last entry number in the export, both inclusive, and the hash of the last, which covers the ones before
   * it. Null if no entry lies in the requested days.
   */
  readonly span: ChainSpan | null;
  /** The last entry that is stored or known to have been stored. */
  readonly head: ChainHead;
}

/** The version of the statement format. Since version 2, a span names the hash of its last entry. */
export const STATEMENT_FORM = 2;

/** The last line of an export. It is signed, so that a file that was cut short or pieced together is detected. */
export interface LogStatement extends SignedFields {
  readonly kind: 'statement';
  readonly form: number;
  readonly practice: string;
  readonly madeAt: string;
  /** The requested days, in UTC, both inclusive; null: from the first or to the last entry. */
  readonly from: string | null;
  readonly to: string | null;
  readonly chains: readonly StatedChain[];
  /** The manifests in the export. `since` more were made while it ran. */
  readonly manifests: { readonly count: number; readonly lastHash: string; readonly since: number };
}
