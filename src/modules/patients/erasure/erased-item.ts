/** An item of a batch that was left out because its patient is erased or being erased. The other items were taken. */
export interface ErasedItem {
  readonly outcome: 'erased';
  readonly id: string;
}

/**
 * Takes the inputs of a batch except those about erased patients, and returns one answer for each input in order.
 * @param erased the inputs to leave out, by their ids
 * @param take answers for the kept inputs in order; `at` is the position of each in the batch
 */
export async function leavingOutErased<I extends { readonly id: string }, S>(
  batch: readonly I[],
  erased: ReadonlyMap<string, unknown>,
  take: (kept: readonly I[], at: readonly number[]) => Promise<readonly S[]>,
): Promise<(S | ErasedItem)[]> {
  const kept = batch.filter(({ id }) => !erased.has(id));
  const taken = await take(
    kept,
    [...batch.keys()].filter((index) => !erased.has(batch[index]?.id ?? '')),
  );
  let next = 0;
  return batch.map(({ id }) => (erased.has(id) ? { outcome: 'erased', id } : (taken[next++] as S)));
}
