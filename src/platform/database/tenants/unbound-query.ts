/** A query that could reach the documents of another practice. It is never sent: a mistake of the product, not of its caller. */
export class UnboundQuery extends Error {
  constructor(collection: string, operation: string, reason: string) {
    super(`${collection}.${operation} is not bound to one practice: ${reason}`);
    this.name = 'UnboundQuery';
  }
}
