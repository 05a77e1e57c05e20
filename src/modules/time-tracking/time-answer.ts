import type { PathError } from '../../platform/errors/problem.js';

/** Why an entry was not taken. The words never change. */
export type TimeRejection =
  | 'invalid'
  | 'end_before_start'
  | 'too_long'
  | 'in_future'
  | 'reason_required'
  | 'unknown_patient'
  | 'unknown_staff'
  | 'not_own_time'
  | 'scope_missing';

/** What became of one entry that was sent. */
export type TimeAnswer =
  | { readonly status: 'accepted'; readonly id: string }
  /** Sent before with the same content: `id` is the first one's. */
  | { readonly status: 'duplicate'; readonly id: string }
  /** The key is taken by an entry with other content, which stands. */
  | {
      readonly status: 'conflict';
      readonly id: string;
      readonly reason: 'conflict';
      readonly errors: readonly PathError[];
    }
  | { readonly status: 'rejected'; readonly reason: TimeRejection; readonly errors: readonly PathError[] };

export function rejected(reason: TimeRejection, path: string, message: string): TimeAnswer {
  return { status: 'rejected', reason, errors: [{ path, message }] };
}
