import { WINDOW_DAYS } from '../../../rulebook/monitoring/device-supply.js';
import type { LocalDate } from '../../../time/local-date.js';
import { periodOfDays, type Period } from '../../../time/period.js';
import { lastCountedDay, type CountingContext } from '../monitoring-context.js';
import { ReadingJudge } from './count-days.js';

/**
 * The consecutive 30-day windows of an episode that have begun by `asOf` (rule R18). The first one starts on the
 * earliest qualifying reading day of all known facts, unless a charge has pinned it. No window is stretched, moved or
 * skipped.
 */
export function windowsOf(context: CountingContext): Period[] {
  const first = context.enrollment.pinnedWindowStart ?? firstQualifyingDay(context);
  if (first === null) return [];
  const windows: Period[] = [];
  const ended = lastCountedDay(context);
  for (
    let window = periodOfDays(first, WINDOW_DAYS);
    window.start <= context.asOf;
    window = periodOfDays(window.end, WINDOW_DAYS)
  ) {
    if (ended !== null && window.start > ended) break;
    windows.push(window);
  }
  return windows;
}

function firstQualifyingDay(context: CountingContext): LocalDate | null {
  const judge = new ReadingJudge(withConsentAssumed(context));
  let first: LocalDate | null = null;
  for (const reading of context.facts.readings) {
    if ((first === null || reading.serviceDay < first) && typeof judge.judge(reading) !== 'string')
      first = reading.serviceDay;
  }
  return first;
}

/** Without consent nothing counts. Windows exist anyway, so the answer can name what is not billed. */
function withConsentAssumed(context: CountingContext): CountingContext {
  const { enrollment } = context;
  if (enrollment.consentDate !== null) return context;
  return { ...context, enrollment: { ...enrollment, consentDate: enrollment.startDate } };
}
