import { z } from 'zod';
import type { LocalDate } from '../../../domain/time/local-date.js';

const LIST_MAX = 1000;

interface Interval {
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

/** Why an interval is not possible (both days included); null when it is. */
export function intervalIssue(from: LocalDate | null, to: LocalDate | null): string | null {
  return from !== null && to !== null && to < from ? 'must not be before the beginning' : null;
}

/** Coverage by interval, both days included. A day has at most one payer. */
export function coverageList<T extends z.ZodType<Interval>>(entry: T) {
  return z
    .array(entry)
    .max(LIST_MAX)
    .default([])
    .superRefine((entries, context) => {
      entries.forEach(({ from, to }, index) => {
        const message = intervalIssue(from, to);
        if (message !== null) context.addIssue({ code: 'custom', path: [index, 'to'], message });
        const earlier = entries.findIndex((other, at) => at < index && overlap(other, { from, to }));
        if (earlier >= 0)
          context.addIssue({
            code: 'custom',
            path: [index, 'from'],
            message: `overlaps coverage[${earlier}]: a day has one payer, and both days of an interval count`,
          });
      });
    });
}

function overlap(a: Interval, b: Interval): boolean {
  const startsInTime = a.to === null || b.from === null || b.from <= a.to;
  const endsLate = b.to === null || a.from === null || a.from <= b.to;
  return startsInTime && endsLate;
}
