import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** Only this much of a longer password is rated. */
const CHARACTERS_MAX = 128;

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * Estimates how hard a password is to guess, from 0 to 4, with lists of common passwords and words. Some long passwords
 * take half a second, so it belongs in a separate thread.
 * @param known words that an attacker would try first
 */
export async function strengthOf(password: string, known: readonly string[]): Promise<number> {
  const opened = await (estimator ??= openEstimator());
  return opened.check(password, [...known]).score;
}

/** Loaded when the first password is set, because the lists are large. */
async function openEstimator(): Promise<ZxcvbnFactory> {
  const [core, common] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]);
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary },
    graphs: common.adjacencyGraphs,
    maxLength: CHARACTERS_MAX,
  });
}
