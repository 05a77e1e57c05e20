import type { Instant } from '../../../domain/time/instant.js';

/** One signed-in browser. */
export interface Session {
  readonly id: string;
  readonly practiceId: string;
  readonly userId: string;
  /** The user's epoch when the session began. A later epoch ends it. */
  readonly epoch: number;
  readonly createdAt: Instant;
  /** Accurate to `SEEN_EVERY_SECONDS`, and never later than the real time. */
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
  readonly address: string;
  /** The browser's User-Agent header. */
  readonly agent: string | null;
  /** The last emergency access opened in this session; null: none was. */
  readonly emergencyId: string | null;
}

/** Where a request came from. */
export interface RequestOrigin {
  readonly address: string;
  readonly agent: string | null;
}

const IDLE_SECONDS = 15 * 60;
export const ABSOLUTE_SECONDS = 12 * 3600;
/** How often `lastSeenAt` is written: often enough to be accurate, rarely enough to cost nothing. */
export const SEEN_EVERY_SECONDS = 10;

/** Whether the session is still valid for a user with this epoch. */
export function isInForce(session: Session, epoch: number, now: Instant): boolean {
  return session.epoch === epoch && now < session.expiresAt && now - session.lastSeenAt < IDLE_SECONDS * 1000;
}
