const DUPLICATE_KEY = 11_000;

interface WriteError {
  readonly index: number;
  readonly code?: number;
}

/**
 * Which documents of an unordered bulk insert a unique index turned away. Throws the error again when anything else went
 * wrong with any of them.
 */
export function duplicatePositions(error: unknown): ReadonlySet<number> {
  const writeErrors = (error as { writeErrors?: WriteError | readonly WriteError[] }).writeErrors;
  const failures: readonly WriteError[] =
    writeErrors === undefined ? [] : 'index' in writeErrors ? [writeErrors] : writeErrors;
  if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  return new Set(failures.map(({ index }) => index));
}
