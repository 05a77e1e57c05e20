/** The server's code of a write that a unique index turned away. */
const DUPLICATE_KEY = 11_000;

/** Whether a write failed since a unique index, the ids' or another, holds its key already. Alike on both engines. */
export function isDuplicateKey(error: unknown): boolean {
  return (error as { readonly code?: unknown } | null | undefined)?.code === DUPLICATE_KEY;
}
