/** A promise of ours was broken: the message names codes and ids, never a person. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws an {@link InvariantError} unless the promise holds. */
export function invariant(promise: boolean, message: string): asserts promise {
  if (!promise) throw new InvariantError(message);
}
