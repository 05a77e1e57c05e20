import type { Instant } from '../../../domain/time/instant.js';

/** One signed-in browser. */
export interface Session {
  readonly id: string;
  readonly practiceId: string;
  readonly userId: string;
  /** The user's epoch when it began: a later one ends it. */
  readonly epoch: number;
  readonly createdAt: Instant;
  /** To within `SEEN_EVERY_SECONDS`, never later than it was. */
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
  readonly address: string;
  /** What the browser calls itself. */
  readonly agent: string | null;
  /** The emergency access that was opened last in it; null: none was. */
  readonly emergencyId: string | null;
}

/** Where a request comes from. */
export interface RequestOrigin {
  readonly address: string;
  readonly agent: string | null;
}

export const IDLE_SECONDS = 15 * 60;
export const ABSOLUTE_SECONDS = 12 * 3600;
/** How often being seen is written down: often enough that nobody notices, seldom enough to cost nothing. */
export const SEEN_EVERY_SECONDS = 10;

/** Whether the session still holds for a user whose epoch that is. */
export function isInForce(session: Session, epoch: number, now: Instant): boolean {
  return session.epoch === epoch && now < session.expiresAt && now - session.lastSeenAt < IDLE_SECONDS * 1000;
}
