import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

const CHARACTERS_MIN = 12;
/** Long enough for any phrase; what is longer would only cost work. */
const CHARACTERS_MAX = 128;
/** Of 0 to 4: "safely unguessable", 10^8 guesses at least. */
const SCORE_MIN = 3;

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * What speaks against a password, null when nothing does: length and what an estimator with lists of common passwords
 * and words makes of it (NIST SP 800-63B: no rules of composition).
 * @param known words that a guesser would try first, such as the user's name
 */
export async function passwordFault(password: string, known: readonly string[]): Promise<string | null> {
  const characters = [...password].length;
  if (characters < CHARACTERS_MIN) return `must be ${CHARACTERS_MIN} characters at least`;
  if (password.length > CHARACTERS_MAX) return `must be ${CHARACTERS_MAX} characters at most`;
  const strength = await (estimator ??= openEstimator());
  return strength.check(password, [...known, 'tally']).score < SCORE_MIN
    ? 'is easy to guess; several unrelated words are better'
    : null;
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
