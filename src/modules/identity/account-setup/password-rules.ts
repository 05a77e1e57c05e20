const CHARACTERS_MIN = 12;
/** Long enough for any passphrase. Anything longer would only cost work. */
const CHARACTERS_MAX = 128;
/** On the scale from 0 to 4: "safely unguessable", at least 10^8 guesses. */
const SCORE_MIN = 3;

/** Estimates how hard a password is to guess, from 0 to 4. */
interface PasswordEstimator {
  strength(password: string, known: readonly string[]): Promise<number>;
}

/**
 * Why a password is not acceptable; null when it is. Checks the length, and the strength by an estimator that knows
 * common passwords and words. There are no composition rules (NIST SP 800-63B).
 * @param known words that an attacker would try first, such as the user's name
 */
export async function passwordFault(
  password: string,
  known: readonly string[],
  estimator: PasswordEstimator,
): Promise<string | null> {
  const characters = [...password].length;
  if (characters < CHARACTERS_MIN) return `must be at least ${CHARACTERS_MIN} characters`;
  if (password.length > CHARACTERS_MAX) return `must be at most ${CHARACTERS_MAX} characters`;
  return (await estimator.strength(password, [...known, 'tally'])) < SCORE_MIN
    ? 'is easy to guess. Use several unrelated words.'
    : null;
}
