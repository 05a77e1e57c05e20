interface Caller {
  readonly practiceId: string;
  readonly id: string;
}

/** A request whose caller is known, by ids, for the log. */
export interface RefusedRequest {
  /** Set where the caller was not let in. */
  refused?: Caller;
  /** Set where it was. */
  principal?: Caller;
}
