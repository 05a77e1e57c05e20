import type { RecordedEncounter } from '../../../facts/recorded-encounter.js';
import { audioOnlyRule } from '../../../rulebook/telehealth/medicare.js';
import { BRIEF_MINUTES } from '../../../rulebook/telehealth/time-bands.js';
import { yearsBefore } from '../../telehealth/calendar.js';
import type { EncounterPayer } from './codable-encounter.js';
import type { SegmentTime } from './segment-time.js';

/** Whether consent was given by the date of service; for check-ins and messages, within the year before it (T6.4). */
export function consentHolds(
  encounter: RecordedEncounter,
  time: SegmentTime,
  payer: EncounterPayer | null,
): boolean {
  const { consent, dateOfService } = encounter;
  if (consent === null || consent.status !== 'given' || consent.date > dateOfService) return false;
  return !lapsesInAYear(encounter, time, payer) || consent.date >= yearsBefore(dateOfService, 1);
}

/** A call too short for a visit is a check-in. Medicare had a telephone visit for such calls through 2024. */
function lapsesInAYear(
  encounter: RecordedEncounter,
  time: SegmentTime,
  payer: EncounterPayer | null,
): boolean {
  const { serviceIntent, dateOfService } = encounter;
  const { modality } = time;
  if (serviceIntent === 'brief-check-in' || modality === 'online-digital' || modality === 'store-and-forward')
    return true;
  const talk = encounter.discussionMinutes ?? time.discussionMinutes ?? encounter.minutes ?? time.minutes;
  if (modality !== 'audio-only' || talk === null || talk >= BRIEF_MINUTES.max + 1) return false;
  return payer?.payerType !== 'medicare_ffs' || audioOnlyRule(dateOfService) !== 'telephone codes';
}
