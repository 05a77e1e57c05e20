/** A query that could reach documents of another practice. It is never sent. It is a bug in Tally, not a mistake of the caller. */
export class UnboundQuery extends Error {
  constructor(collection: string, operation: string, reason: string) {
    super(`${collection}.${operation} is not bound to one practice: ${reason}`);
    this.name = 'UnboundQuery';
  }
}
