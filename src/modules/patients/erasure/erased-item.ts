/** One item of a batch that was left out because its patient is erased, or about to be; the others were taken. */
export interface ErasedItem {
  readonly outcome: 'erased';
  readonly id: string;
}

/**
 * Takes the inputs of a batch that are not of erased patients; answers for all of them, in their order.
 * @param erased by the ids of inputs
 * @param take answers for what is kept in its order; `at`: where in the batch each of it stands
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
