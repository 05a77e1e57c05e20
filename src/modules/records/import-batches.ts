const BATCH_MAX = 1000;

/**
 * Puts what is imported, so many at a time: each batch is one write with one audit entry, and those before one that
 * fails stand.
 * @param put answers for a batch in its order; `start`: where the batch begins
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
