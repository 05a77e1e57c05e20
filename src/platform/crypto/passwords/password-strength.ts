import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** What is longer is estimated by its beginning. */
const CHARACTERS_MAX = 128;

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * How hard a password is to guess, from 0 to 4, by an estimator with lists of common passwords and of words. Some that
 * are long take it half a second: a thread of its own is the place for it.
 * @param known words that a guesser would try first
 */
export async function strengthOf(password: string, known: readonly string[]): Promise<number> {
  const opened = await (estimator ??= openEstimator());
  return opened.check(password, [...known]).score;
}

/** Loaded when the first password is set: the lists are large. */
async function openEstimator(): Promise<ZxcvbnFactory> {
  const [core, common] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]);
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary },
    graphs: common.adjacencyGraphs,
    maxLength: CHARACTERS_MAX,
  });
}
