/** The words that match a pattern: `*` matches any text. A pattern without `*` matches only itself. */
export type FilledIn<Pattern extends string> = Pattern extends `${infer Head}*${infer Tail}`
  ? `${Head}${string}${Tail}`
  : Pattern;

/** The pattern that a word matches, or the word itself if it matches none. */
export function kindOf<Pattern extends string, Word extends string>(
  word: Word,
  patterns: readonly Pattern[],
): Pattern | Exclude<Word, FilledIn<Pattern>> {
  const found = patterns.find((pattern) => variablePart(word, pattern) !== null);
  return found ?? (word as Exclude<Word, FilledIn<Pattern>>);
}

/** The text that `*` matches; null if the word does not match the pattern. */
function variablePart(word: string, pattern: string): string | null {
  const star = pattern.indexOf('*');
  const head = pattern.slice(0, star);
  if (star === -1 || !word.startsWith(head)) return null;
  const tail = pattern.slice(star + 1);
  if (!word.endsWith(tail)) return null;
  return word.length < head.length + tail.length ? null : word.slice(head.length, word.length - tail.length);
}
