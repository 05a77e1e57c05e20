import { SOURCE_TABLE } from './data/source-table.js';

/** Where a rule or a value was read. */
export interface Source {
  readonly id: SourceId;
  readonly title: string;
  readonly urls: readonly string[];
}

/** The compiler rejects an id that the table of sources does not hold. */
export type SourceId = keyof typeof SOURCE_TABLE;

export const SOURCES: readonly Source[] = Object.entries(SOURCE_TABLE).map(([id, { title, urls }]) => ({
  id: id as SourceId,
  title,
  urls,
}));

const byId: ReadonlyMap<string, Source> = new Map(SOURCES.map((each) => [each.id, each]));

/** Throws for an id that is not a source. */
export function sourceById(id: SourceId): Source {
  const found = byId.get(id);
  if (!found) throw new Error(`rulebook: unknown source ${id}`);
  return found;
}

/** Is there a text to read? Not for a value that is common knowledge (`K`) or our own conclusion (`D`). */
export function isReadable(id: SourceId): boolean {
  return id !== 'K' && id !== 'D';
}
