/** When guessing is slowed down. All times are in seconds. */
export interface AttemptPolicy {
  /** How many attempts are allowed without a block. */
  readonly free: number;
  /** How long each attempt after the free ones blocks the next. The last value applies to all that follow. */
  readonly blockSeconds: readonly [number, ...number[]];
  /** From this attempt on, the block lasts `hardBlockSeconds`. */
  readonly hardLimit: number;
  readonly hardBlockSeconds: number;
  /** The count is forgotten this long after the last attempt. */
  readonly forgetSeconds: number;
}

/**
 * For one name in one practice, whether or not the user exists. NIST SP 800-63B allows at most 100 consecutive
 * failures.
 */
export const ACCOUNT_ATTEMPTS: AttemptPolicy = {
  free: 4,
  blockSeconds: [60, 120, 240, 480, 900],
  hardLimit: 100,
  hardBlockSeconds: 86_400,
  forgetSeconds: 86_400,
};

/** For one address. A practice behind one router shares it, so successes are not counted. */
export const ADDRESS_ATTEMPTS: AttemptPolicy = {
  free: 29,
  blockSeconds: [900],
  hardLimit: Number.POSITIVE_INFINITY,
  hardBlockSeconds: 900,
  forgetSeconds: 900,
};

/** How long this attempt (counted from 1) blocks the next one, unless it succeeds. */
export function blockSecondsOf(policy: AttemptPolicy, attempt: number): number {
  if (attempt >= policy.hardLimit) return policy.hardBlockSeconds;
  if (attempt <= policy.free) return 0;
  const [first, ...more] = policy.blockSeconds;
  return [first, ...more].at(Math.min(attempt - policy.free, policy.blockSeconds.length) - 1) ?? first;
}
