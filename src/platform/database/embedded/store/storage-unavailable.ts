/** The disk rejected a group of writes (full, read-only, an I/O error), or the file cannot be read. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
  readonly httpStatus = 503;

  constructor(cause: unknown) {
    super('The database is unavailable; pending writes were not saved', { cause });
  }
}
