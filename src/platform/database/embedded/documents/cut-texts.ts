/** Which fields of stored texts to read: those between two marks. A mark is how a field begins: `,"name":`. */
export interface Cut {
  /** Begin here. Null: at the first field. */
  readonly from: string | null;
  /** Stop before this field. Null: read to the last field. */
  readonly to: string | null;
  /** Requested fields that most documents lack, as `"name":`. A text that has one of them is not cut. */
  readonly rare: readonly string[];
}

/** A position after the first brace, whether or not a space precedes it. */
const INSIDE = 2;

/** Joins stored texts into one JSON list. Parsing it takes a fraction of the time of parsing each text. */
export function listOf(texts: readonly string[], cut: Cut | null): string {
  return `[${(cut === null ? texts : texts.map((text) => cutText(text, cut))).join(',')}]`;
}

/**
 * Every quote inside a string is escaped, so a mark occurs only where a field begins. A field of a nested document never
 * opens a cut, because no brace may precede it. If it closes one, the result is not valid JSON and the caller notices.
 */
function cutText(text: string, { from, to, rare }: Cut): string {
  for (const mark of rare) if (text.includes(mark)) return text;
  const begin = from === null ? -1 : text.indexOf(from);
  const nested = text.indexOf('{', INSIDE);
  const start = begin === -1 || (nested !== -1 && nested < begin) ? 0 : begin + 1;
  const end = to === null ? -1 : text.indexOf(to, start);
  const fields = end === -1 ? text.slice(start) : `${text.slice(start, end)}}`;
  return start === 0 ? fields : `{${fields}`;
}
