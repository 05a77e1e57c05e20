/** The embedded engine does not hold this operation; it refuses rather than answer wrongly. */
export class NotSupported extends Error {
  override readonly name = 'NotSupported';

  /** @param operation what was asked for, in MongoDB's words; never a value out of a document. */
  constructor(readonly operation: string) {
    super(`The embedded database does not support ${operation}`);
  }
}
