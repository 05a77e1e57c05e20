/**
 * A promise that the program makes to itself is broken. HTTP answers 500 with an id, and closing parks the patient.
 * The message is logged, so it names codes and ids, never a person or a value. Never use it for input.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** @throws InvariantError unless the promise holds */
export function invariant(promise: unknown, message: string): asserts promise {
  if (!promise) throw new InvariantError(message);
}
