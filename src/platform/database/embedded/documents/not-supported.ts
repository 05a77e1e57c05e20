/** Thrown for everything the embedded engine does not implement. It refuses rather than answer wrongly. */
export class NotSupported extends Error {
  override readonly name = 'NotSupported';

  /** @param operation what the caller asked for, in MongoDB's words; never a value from a document */
  constructor(readonly operation: string) {
    super(
      `The embedded database does not support ${operation}. ` +
        'Change the repository, or teach the engine (src/platform/database/embedded/README.md).',
    );
  }
}
