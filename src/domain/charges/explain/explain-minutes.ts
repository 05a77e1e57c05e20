import type { MinuteCount, TimeSlice } from '../../assess/finding.js';
import type { TimeCutReason } from '../../assess/reasons.js';
import { TIME_CUT_TEXT } from './reason-text.js';

export interface MinutesExplained {
  readonly program: string;
  /** Whole minutes: seconds are summed first and floored once. */
  readonly minutes: number;
  readonly seconds: number;
  /** Minutes that were logged, before any overlap was cut. */
  readonly claimedMinutes: number;
  readonly conversation: boolean;
  readonly slices: readonly TimeSlice[];
  readonly cutOut: readonly {
    readonly entryId: string;
    readonly seconds: number;
    readonly reason: TimeCutReason;
    readonly text: string;
    readonly keptBy: string | null;
  }[];
}

/** The time that counts, slice by slice, and what was cut from the entries, with the entry that keeps it. */
export function explainMinutes(count: MinuteCount): MinutesExplained {
  return {
    program: count.program,
    minutes: count.minutes,
    seconds: count.seconds,
    claimedMinutes: count.claimedMinutes,
    conversation: count.interactive,
    slices: count.slices,
    cutOut: count.notCounted.map((cut) => ({ ...cut, text: TIME_CUT_TEXT[cut.reason] })),
  };
}
