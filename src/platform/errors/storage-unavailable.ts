/** The store cannot take or give data just now; the caller should try again. Answered with 503. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}
