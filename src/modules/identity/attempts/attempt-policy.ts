/** When guessing is slowed down. Seconds throughout. */
export interface AttemptPolicy {
  /** Attempts that cost nothing but themselves. */
  readonly free: number;
  /** How long the attempt after those blocks the next one; the last figure holds for all that follow. */
  readonly blockSeconds: readonly [number, ...number[]];
  /** From this many on, `hardBlockSeconds` is how long. */
  readonly hardLimit: number;
  readonly hardBlockSeconds: number;
  /** How long after the last attempt the count is forgotten. */
  readonly forgetSeconds: number;
}

/** One name in one practice, whether there is such a user or not. NIST SP 800-63B allows 100 failures in a row at most. */
export const ACCOUNT_ATTEMPTS: AttemptPolicy = {
  free: 4,
  blockSeconds: [60, 120, 240, 480, 900],
  hardLimit: 100,
  hardBlockSeconds: 86_400,
  forgetSeconds: 86_400,
};

/** One address; a practice behind one router shares it, so successes are not counted. */
export const ADDRESS_ATTEMPTS: AttemptPolicy = {
  free: 29,
  blockSeconds: [900],
  hardLimit: Number.POSITIVE_INFINITY,
  hardBlockSeconds: 900,
  forgetSeconds: 900,
};

/** For how long the attempt of that number, 1 the first, blocks those after it unless it succeeds. */
export function blockSecondsOf(policy: AttemptPolicy, attempt: number): number {
  if (attempt >= policy.hardLimit) return policy.hardBlockSeconds;
  if (attempt <= policy.free) return 0;
  const [first, ...more] = policy.blockSeconds;
  return [first, ...more].at(Math.min(attempt - policy.free, policy.blockSeconds.length) - 1) ?? first;
}
