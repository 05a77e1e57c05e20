const BATCH_MAX = 1000;

/**
 * Imports records in batches of 1,000. Each batch is one write with one audit entry. When a batch fails, the earlier ones
 * stay written.
 * @param put answers for a batch in order; `start` is the position of its first record
 */
export async function inImportBatches<I, A>(
  inputs: readonly I[],
  put: (batch: readonly I[], start: number) => Promise<readonly A[]>,
): Promise<A[]> {
  const answers: A[] = [];
  for (let start = 0; start < inputs.length; start += BATCH_MAX)
    answers.push(...(await put(inputs.slice(start, start + BATCH_MAX), start)));
  return answers;
}
