const DUPLICATE_KEY = 11000;

interface WriteFailure {
  readonly code?: number;
  readonly index?: number;
}

/** The positions that an unordered insert refused because their key was taken; rethrows every other failure. */
export function duplicateIndexes(error: unknown): ReadonlySet<number> {
  const { code, writeErrors } = error as WriteFailure & {
    readonly writeErrors?: WriteFailure | readonly WriteFailure[];
  };
  const failures: readonly WriteFailure[] = writeErrors === undefined ? [] : [writeErrors].flat();
  if (failures.some((failure) => failure.code !== DUPLICATE_KEY)) throw error;
  if (failures.length > 0) return new Set(failures.map(({ index }) => index ?? 0));
  if (code === DUPLICATE_KEY) return new Set([0]);
  throw error;
}

export function isDuplicateKey(error: unknown): boolean {
  return (error as WriteFailure | null)?.code === DUPLICATE_KEY;
}
