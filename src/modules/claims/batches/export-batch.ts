import type { ClaimLine } from '../../../domain/claims/claim-line.js';

/**
 * `marking`: the lines are frozen and the charges are being marked. `complete`: the file is final. `withdrawing`: the
 * charges are being given back. The next call finishes a step that a crash interrupted.
 */
type BatchStatus = 'marking' | 'complete' | 'withdrawing' | 'withdrawn';

export interface ExportBatch {
  readonly number: number;
  readonly status: BatchStatus;
  readonly createdBy: string;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly lines: readonly ClaimLine[];
  /** SHA-256 (hex) of the file; null until the batch is complete. */
  readonly fileSha256: string | null;
  readonly withdrawal: { readonly reason: string; readonly by: string; readonly at: string } | null;
  readonly version: number;
}
