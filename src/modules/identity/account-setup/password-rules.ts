const CHARACTERS_MIN = 12;
/** Long enough for any phrase; what is longer would only cost work. */
const CHARACTERS_MAX = 128;
/** Of 0 to 4: "safely unguessable", 10^8 guesses at least. */
const SCORE_MIN = 3;

/** Says how hard a password is to guess, from 0 to 4. */
export interface PasswordEstimator {
  strength(password: string, known: readonly string[]): Promise<number>;
}

/**
 * What speaks against a password, null when nothing does: length and what an estimator with lists of common passwords
 * and words makes of it (NIST SP 800-63B: no rules of composition).
 * @param known words that a guesser would try first, such as the user's name
 */
export async function passwordFault(
  password: string,
  known: readonly string[],
  estimator: PasswordEstimator,
): Promise<string | null> {
  const characters = [...password].length;
  if (characters < CHARACTERS_MIN) return `must be ${CHARACTERS_MIN} characters at least`;
  if (password.length > CHARACTERS_MAX) return `must be ${CHARACTERS_MAX} characters at most`;
  return (await estimator.strength(password, [...known, 'tally'])) < SCORE_MIN
    ? 'is easy to guess; several unrelated words are better'
    : null;
}
