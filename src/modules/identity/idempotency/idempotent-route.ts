/** Where the decorator leaves {@link IdempotentPostOptions}. */
export const IDEMPOTENT_POST = 'tally:idempotent-post';

export interface IdempotentPostOptions {
  /**
   * Set where sending a request again after a crash may do something else than the first: where the caller finds what
   * the first one did. Left out, what the route creates has a key of its own, and the work is done again safely.
   */
  readonly lookUp?: string;
}
