import { instant, type Instant } from '../../domain/time/instant.js';

/** Where a page ended, in the order of measurement. */
export interface ReadingCursor {
  readonly takenAt: Instant;
  readonly id: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Goes into the next request; null: that was the last page. */
  readonly nextCursor: string | null;
}

/** One item more than asked for was read: it tells whether there is another page. */
export function toPage<T extends ReadingCursor>(items: readonly T[], limit: number): Page<T> {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = items.length > limit && last !== undefined;
  return { items: shown, nextCursor: hasMore ? writeCursor(last) : null };
}

export function writeCursor({ takenAt, id }: ReadingCursor): string {
  return Buffer.from(`${takenAt}:${id}`).toString('base64url');
}

/** null for text that we did not write. */
export function readCursor(text: string): ReadingCursor | null {
  const match = /^(-?\d{1,15}):([\w-]{1,64})$/.exec(Buffer.from(text, 'base64url').toString('latin1'));
  return match ? { takenAt: instant(Number(match[1])), id: match[2] ?? '' } : null;
}

/** The filter for what comes after the cursor; the first member lets an index seek. */
export function after(cursor: ReadingCursor | null): object {
  if (cursor === null) return {};
  const takenAt = new Date(cursor.takenAt);
  return {
    takenAt: { $gte: takenAt },
    $or: [{ takenAt: { $gt: takenAt } }, { takenAt, id: { $gt: cursor.id } }],
  };
}
