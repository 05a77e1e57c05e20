/** One item of a batch that was left out because its patient is erased, or about to be; the others were taken. */
export interface ErasedItem {
  readonly outcome: 'erased';
  readonly id: string;
}

/** Answers in the order of what was asked: those that were taken in turn, with the ones left out between them. */
export function withErased<I extends { readonly id: string }, S>(
  inputs: readonly I[],
  erasedIds: ReadonlySet<string>,
  taken: readonly S[],
): (S | ErasedItem)[] {
  let next = 0;
  return inputs.map(({ id }) => (erasedIds.has(id) ? { outcome: 'erased', id } : (taken[next++] as S)));
}
