/**
 * One idempotency key of one caller. It is a reservation while the request is in progress, and then holds the answer.
 */
export interface IdempotencyKeyDoc {
  _id: string;
  practiceId: string;
  /** SHA-256 (hex) of caller and key. The key itself is not stored. */
  id: string;
  /** SHA-256 (hex) of key, method, address and body. */
  requestHash: string;
  /** Random. The process that holds it works on the request. */
  reservation: string;
  /** When another process may take over the reservation of a process that died. */
  leaseUntil: Date;
  /** Null until there is an answer. */
  status: number | null;
  /** The answer's body and headers, encrypted because they may name a patient. */
  answer: string | null;
  expiresAt: Date;
}
