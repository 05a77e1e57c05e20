/** Consecutive failures of one name or one address. The id is a hash of it. */
export interface AttemptDoc {
  _id: string;
  count: number;
  blockedUntil: Date;
  forgottenAt: Date;
}
