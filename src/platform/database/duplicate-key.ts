/** The server's error code for a write that a unique index rejected. */
const DUPLICATE_KEY = 11_000;

/** True when a write failed because a unique index, that of `_id` included, already has its key. Same on both engines. */
export function isDuplicateKey(error: unknown): boolean {
  return (error as { readonly code?: unknown } | null | undefined)?.code === DUPLICATE_KEY;
}
