import type { DayCount } from '../../assess/finding.js';
import type { NotCountedReason } from '../../assess/reasons.js';
import type { BillingPolicy } from '../../facts/policy.js';
import type { LocalDate } from '../../time/local-date.js';
import { NOT_COUNTED_TEXT } from './reason-text.js';

export interface DaysExplained {
  /** The number that is compared with the thresholds. */
  readonly days: number;
  readonly unionDays: number;
  readonly perParameter: Readonly<Record<string, number>>;
  readonly countedBy: BillingPolicy['dayCount'];
  readonly readings: number;
  readonly smbpReadings: number | null;
  readonly counted: readonly {
    readonly day: LocalDate;
    readonly parameters: readonly { readonly parameter: string; readonly readingIds: readonly string[] }[];
  }[];
  readonly notCounted: readonly {
    readonly readingId: string;
    readonly day: LocalDate;
    readonly reason: NotCountedReason;
    readonly text: string;
  }[];
}

/** The counted days, each with the readings that prove it, and every reading that does not count, with its reason. */
export function explainDays(
  count: DayCount,
  context: { readonly policy: BillingPolicy; readonly smbpReadings: number | null },
): DaysExplained {
  const byDay = new Map<LocalDate, { parameter: string; readingIds: readonly string[] }[]>();
  for (const { day, parameter, readingIds } of count.counted)
    byDay.set(day, [...(byDay.get(day) ?? []), { parameter, readingIds }]);
  return {
    days: count.days,
    unionDays: count.unionDays,
    perParameter: count.perParameter,
    countedBy: context.policy.dayCount,
    readings: count.readings,
    smbpReadings: context.smbpReadings,
    counted: [...byDay]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, parameters]) => ({ day, parameters })),
    notCounted: count.notCounted.map((each) => ({ ...each, text: NOT_COUNTED_TEXT[each.reason] })),
  };
}
