import { isDeepStrictEqual } from 'node:util';

/** Replaces what a person wrote. That there was some text may decide a charge, so it does not become null. */
export const ERASED = 'erased';

/** The document without a person's words; null when it held none, so that nothing has to be written. */
export function unlessUnchanged<T>(before: T, after: T): T | null {
  return isDeepStrictEqual(before, after) ? null : after;
}
