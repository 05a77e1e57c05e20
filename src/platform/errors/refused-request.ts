/** A request whose caller is known and was not let in: who it was, by ids, for the log. */
export interface RefusedRequest {
  refused?: { readonly practiceId: string; readonly id: string };
}
