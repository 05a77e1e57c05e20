import { formatInstant, type Instant } from '../../../domain/time/instant.js';

/** As answers and facts show an instant that may not be recorded. */
export function instantText(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
