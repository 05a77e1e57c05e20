import { writeInstantCursor, type InstantCursor } from '../../platform/http/answers/instant-cursor.js';
import type { Reading } from './reading.js';

/** A request for one page, in order of measurement. */
export interface PageRequest {
  readonly cursor: InstantCursor | null;
  readonly limit: number;
}

export interface ReadingPage {
  readonly items: readonly Reading[];
  /** The cursor of the next page; null on the last page. */
  readonly next: string | null;
}

/** Makes a page of at most `limit` readings. An extra reading in `found` shows that another page follows. */
export function toPage(found: readonly Reading[], limit: number): ReadingPage {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, next: last ? writeInstantCursor({ at: last.takenAt, id: last.id }) : null };
}
