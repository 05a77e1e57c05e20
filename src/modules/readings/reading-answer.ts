import type { PathError } from '../../platform/errors/problem.js';

export type ReadingStatus = 'accepted' | 'duplicate' | 'quarantined' | 'rejected' | 'conflict';

/** What became of one delivered reading. */
export interface ReadingAnswer {
  readonly status: ReadingStatus;
  /** Of the stored reading; a duplicate and a conflict carry the first one's. */
  readonly id?: string;
  /** Why it was quarantined or rejected: a code. */
  readonly reason?: string;
  readonly errors?: readonly PathError[];
}

export function rejected(reason: string, errors: readonly PathError[]): ReadingAnswer {
  return { status: 'rejected', reason, errors };
}
