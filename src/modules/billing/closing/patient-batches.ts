/** Small, because all readings of two batches are in memory at once: larger ones are no faster. */
export const BATCH_PATIENTS = 40;

/** What is to be closed, a batch at a time. */
export function* batchesOf<T>(patients: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < patients.length; start += BATCH_PATIENTS) {
    yield patients.slice(start, start + BATCH_PATIENTS);
  }
}
