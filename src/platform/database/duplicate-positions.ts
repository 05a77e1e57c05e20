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
 * Which documents of an unordered insert a unique index turned away, by their place in it; the others are stored.
 * @throws the error again when anything else went wrong with any of them; an error with the server's code when the
 * majority did not confirm the others, which the driver's own error names only where nothing was turned away
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
