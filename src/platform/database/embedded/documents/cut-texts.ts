/** Which fields of stored texts are read: those from one mark to another. A mark is how a field begins: `,"name":`. */
export interface Cut {
  /** null: from the first field on. */
  readonly from: string | null;
  /** Before the first field that is not read any more; null: to the last field. */
  readonly to: string | null;
  /** Fields that are wanted and mostly missing, as `"name":`: a text that holds one of them is not cut. */
  readonly rare: readonly string[];
}

/** Behind the first brace, whether or not a space stands before it. */
const INSIDE = 2;

/** Stored texts as one JSON list, which is parsed in a fraction of the time that as many single ones take. */
export function listOf(texts: readonly string[], cut: Cut | null): string {
  return `[${(cut === null ? texts : texts.map((text) => cutText(text, cut))).join(',')}]`;
}

/**
 * Inside a string every quote is escaped, so a mark only ever stands where a field begins. A field of a nested document
 * cannot open a cut, for no brace may come before; where it closes one, the rest is no JSON.
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
