/** The words that a pattern stands for: any text in the place of `*`. A pattern without one stands for itself. */
export type FilledIn<Pattern extends string> = Pattern extends `${infer Head}*${infer Tail}`
  ? `${Head}${string}${Tail}`
  : Pattern;

/** The pattern that a word follows, or the word itself where it follows none. */
export function kindOf<Pattern extends string, Word extends string>(
  word: Word,
  patterns: readonly Pattern[],
): Pattern | Exclude<Word, FilledIn<Pattern>> {
  const found = patterns.find((pattern) => variablePart(word, pattern) !== null);
  return found ?? (word as Exclude<Word, FilledIn<Pattern>>);
}

/** The text that stands in the place of `*`; null where the word does not follow the pattern. */
export function variablePart(word: string, pattern: string): string | null {
  const [head = '', tail] = pattern.split('*');
  if (tail === undefined || !word.startsWith(head) || !word.endsWith(tail)) return null;
  return word.length < head.length + tail.length ? null : word.slice(head.length, word.length - tail.length);
}
