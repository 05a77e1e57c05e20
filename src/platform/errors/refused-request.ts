interface Caller {
  readonly practiceId: string;
  readonly id: string;
}

/** A request whose caller is known, so that the log can name the caller by ids. */
export interface RefusedRequest {
  /** Set if the caller was refused. */
  refused?: Caller;
  /** Set if the caller was admitted. */
  principal?: Caller;
}
