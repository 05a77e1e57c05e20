import type { EncounterFacts, EncounterModality } from '../../../facts/encounter.js';
import { warn, type Warning } from '../line/outcome.js';
import { WARNING_TEXT } from '../warning-text.js';

export interface MinutesFound {
  readonly minutes: number | null;
  readonly discussion: number | null;
  readonly warnings: readonly Warning[];
}

/** Countable minutes (T4): the gross minutes less what may not count, in whole minutes, never rounded up. */
export function countMinutes(facts: EncounterFacts, modality: EncounterModality | null): MinutesFound {
  const { excludedMinutes: out } = facts;
  const accumulates = modality === 'online-digital';
  const gross = accumulates ? (facts.cumulativeMinutes ?? facts.minutes) : facts.minutes;
  // An e-visit adds up its minutes over seven days, so time on other dates belongs to it (T6.1).
  const excluded =
    out.connectionSetup +
    out.scheduling +
    out.clinicalStaff +
    out.separatelyReported +
    (accumulates ? 0 : out.otherDate);
  const minutes = gross === null ? null : Math.max(0, Math.floor(gross - excluded));
  return { minutes, discussion: discussionOf(facts, modality, minutes), warnings: sharedTime(facts) };
}

/** Discussion is part of the countable time and cannot exceed it. */
function discussionOf(
  facts: EncounterFacts,
  modality: EncounterModality | null,
  minutes: number | null,
): number | null {
  if (modality !== 'audio-only') return null;
  const mixed = facts.modality === 'mixed' ? (facts.modalityMinutes['audio-only'] ?? null) : null;
  const recorded = facts.discussionMinutes ?? mixed;
  if (recorded === null) return null;
  return Math.floor(minutes === null ? recorded : Math.min(recorded, minutes));
}

function sharedTime(facts: EncounterFacts): Warning[] {
  const { separatelyReported } = facts.excludedMinutes;
  if (separatelyReported <= 0) return [];
  return facts.surroundings.sameMonthServices.map((code) =>
    warn(`TIME_SHARED_WITH_${code}_REMOVED`, WARNING_TEXT.minutesRemoved(separatelyReported)),
  );
}
