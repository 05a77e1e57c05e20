import { totalMillis } from '../../facts/intervals.js';
import { formatInstant } from '../../time/instant.js';
import type { MinuteCount } from '../finding.js';
import type { EncounterDecision } from './decide-encounters.js';
import { VISIT_PROGRAM, visitSpanId } from './record/visit-spans.js';

/** The minutes that counted for an encounter, with its recorded clock times; empty if no minutes were recorded. */
export function visitMinutes({ record, facts, assessment }: EncounterDecision): MinuteCount[] {
  const { countableMinutes } = assessment;
  if (countableMinutes === null) return [];
  const claimed = facts.minutes ?? facts.cumulativeMinutes ?? countableMinutes;
  return [
    {
      program: VISIT_PROGRAM,
      seconds: countableMinutes * 60,
      minutes: countableMinutes,
      interactive: record.spans.length > 0,
      interactiveEntryId: null,
      claimedMinutes: Math.floor(claimed),
      lastDay: facts.dateOfService,
      slices: record.spans.map((span, index) => ({
        entryId: visitSpanId(record.id, index),
        staffId: span.staffId,
        day: facts.dateOfService,
        start: formatInstant(span.start),
        end: formatInstant(span.end),
        seconds: Math.floor(totalMillis([span]) / 1000),
      })),
      notCounted: [],
    },
  ];
}
