/** The disk did not take a group of writes (full, read-only, an I/O error): nothing of it was kept. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
  readonly httpStatus = 503;

  constructor(cause: unknown) {
    super('The database could not store the write; it was not kept', { cause });
  }
}
