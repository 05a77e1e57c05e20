import type { StoredSource } from './charge-source.schema.js';

/** A page of answers, and where the next page starts; null at the end. */
export interface AnswerPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/**
 * Fills a page from sources, each of which gives some answers. The cursor names the last source and how many of its
 * answers were already given, so a source with many answers can continue on the next page.
 */
export async function pageOf<T>(
  sources: (fromId: string | null) => AsyncIterable<StoredSource>,
  answersOf: (stored: StoredSource) => readonly T[],
  place: { readonly cursor: string | undefined; readonly limit: number },
): Promise<AnswerPage<T>> {
  const items: T[] = [];
  const start = parseCursor(place.cursor);
  for await (const stored of sources(start.sourceId)) {
    const { sourceId } = stored.source;
    const answers = answersOf(stored);
    const from = sourceId === start.sourceId ? start.given : 0;
    for (let at = from; at < answers.length; at++) {
      if (items.length === place.limit) return { items, next: formatCursor(sourceId, at) };
      items.push(answers[at] as T);
    }
  }
  return { items, next: null };
}

function parseCursor(cursor: string | undefined): {
  readonly sourceId: string | null;
  readonly given: number;
} {
  const [, given, sourceId] = /^(\d{1,6}) (.{1,200})$/.exec(cursor ?? '') ?? [];
  if (given === undefined || sourceId === undefined) return { sourceId: null, given: 0 };
  return { sourceId, given: Number(given) };
}

function formatCursor(sourceId: string, given: number): string {
  return Buffer.from(`${given} ${sourceId}`).toString('base64url');
}
