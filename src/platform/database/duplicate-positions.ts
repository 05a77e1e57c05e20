import { isDuplicateKey } from './duplicate-key.js';

interface Refusal {
  readonly index: number;
  readonly code?: unknown;
}

interface BulkFailure {
  readonly writeErrors?: Refusal | readonly Refusal[];
  readonly result?: { getWriteConcernError?(): { readonly code?: unknown } | undefined };
}

/**
 * The positions of the documents of an unordered insert that a unique index rejected. The other documents are stored.
 * @throws the same error if any document failed for another reason; an error with the server's code if the majority did not
 * confirm the others, which the driver's own error reports only when no document was rejected
 */
export function duplicatePositions(error: unknown): ReadonlySet<number> {
  const { writeErrors, result } = (error ?? {}) as BulkFailure;
  const refusals = [writeErrors ?? []].flat();
  if (refusals.length === 0 || !refusals.every(isDuplicateKey)) throw error;
  const unconfirmed = result?.getWriteConcernError?.();
  if (unconfirmed !== undefined) {
    throw Object.assign(new Error('The store did not confirm the write.', { cause: error }), {
      code: unconfirmed.code,
    });
  }
  return new Set(refusals.map(({ index }) => index));
}
