/** Small, because all readings of two batches are in memory at once. Larger batches are not faster. */
export const BATCH_PATIENTS = 40;

/** The patients to close, one batch at a time. */
export function* batchesOf<T>(patients: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < patients.length; start += BATCH_PATIENTS) {
    yield patients.slice(start, start + BATCH_PATIENTS);
  }
}
