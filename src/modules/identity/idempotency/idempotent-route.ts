/** The metadata key of {@link IdempotentPostOptions}. */
export const IDEMPOTENT_POST = 'tally:idempotent-post';

export interface IdempotentPostOptions {
  /**
   * Where the caller can see what the first request did. Set it when repeating the request after a crash could have a
   * different effect. Leave it out when the route's own key already makes a repeat safe.
   */
  readonly lookUp?: string;
}
