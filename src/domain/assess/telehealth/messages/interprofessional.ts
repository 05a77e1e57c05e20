import { isTelehealthCodeValid } from '../../../rulebook/codes.js';
import {
  CONSULTANT_INTERVAL_DAYS,
  CONSULTANT_NOT_SEEN_DAYS,
  REQUESTER_INTERVAL_DAYS,
} from '../../../rulebook/telehealth/service-intervals.js';
import {
  bandFor,
  BEHAVIORAL_CONSULTATIONS,
  CONSULTATIONS,
  SPOKEN_SHARE_OVER,
  type TimeBand,
} from '../../../rulebook/telehealth/time-bands.js';
import type { EncounterContext } from '../coding-context.js';
import { leadsToVisit } from '../gates/conditions.js';
import { refuse, ruling, type Refusal, type Ruling } from '../line/outcome.js';
import { REFUSAL_TEXT } from '../refusal-text.js';

/** One clinician consults another about a patient (T6.5). */
export function assessInterprofessional(context: EncounterContext): Ruling {
  const { facts, minutes } = context;
  const { consultation } = facts;
  const requester = consultation.role === 'requester' || consultation.role === 'treating';
  const codes = facts.providerType === 'behavioral-health-non-em' ? BEHAVIORAL_CONSULTATIONS : CONSULTATIONS;
  const table = requester ? [codes.requester] : consultantBands(context, codes);
  const band = minutes === null ? undefined : bandFor(table, minutes);
  const first = table[0] ?? codes.written;
  const refusals: Refusal[] = [...providerGate(context, first)];
  if (minutes !== null && !band)
    refusals.push(refuse('BELOW_MINIMUM_TIME', REFUSAL_TEXT.needsMinutes(first.code, first.minutesMin)));
  refusals.push(...intervals(context, requester));
  return ruling(['T6.5'], {
    lines: band ? [{ code: band.code, units: 1, modifiers: [], pos: null }] : [],
    refusals,
    basis: 'time',
  });
}

/** A spoken consultation also needs a written report, and more than half of its time in discussion. */
function consultantBands({ facts }: EncounterContext, codes: typeof CONSULTATIONS): readonly TimeBand[] {
  const { report, discussionShare } = facts.consultation;
  const spoken = report === 'verbal-and-written' && (discussionShare ?? 0) > SPOKEN_SHARE_OVER;
  return spoken ? codes.spoken : [codes.written];
}

function providerGate({ facts }: EncounterContext, first: TimeBand): Refusal[] {
  const may = facts.providerType === 'physician-qhp' || facts.providerType === 'behavioral-health-non-em';
  if (!may) return [refuse('PROVIDER_NOT_ELIGIBLE', REFUSAL_TEXT.consultationNeedsClinician)];
  return isTelehealthCodeValid(first.code, facts.dateOfService)
    ? []
    : [refuse('CODE_NOT_VALID_ON_DOS', first.code)];
}

function intervals(context: EncounterContext, requester: boolean): Refusal[] {
  const { consultation } = context.facts;
  const limit = requester ? REQUESTER_INTERVAL_DAYS : CONSULTANT_INTERVAL_DAYS;
  const prior = consultation.priorInterprofessionalDaysAgo;
  const refusals: Refusal[] = [];
  if (prior !== null && prior < limit)
    refusals.push(refuse('FREQUENCY', REFUSAL_TEXT.consultedTooSoon(limit)));
  if (requester) return refusals;
  const seen = consultation.consultantSawPatientDaysAgo;
  if (seen !== null && seen <= CONSULTANT_NOT_SEEN_DAYS)
    refusals.push(refuse('RELATED_EM_WITHIN_14_DAYS', REFUSAL_TEXT.consultantSawPatient));
  if (leadsToVisit(context))
    refusals.push(refuse('LEADS_TO_VISIT_24H', REFUSAL_TEXT.consultationBeforeVisit));
  else if (visitInDays(context) <= CONSULTANT_NOT_SEEN_DAYS)
    refusals.push(refuse('RELATED_EM_WITHIN_14_DAYS', REFUSAL_TEXT.consultationBeforeVisit));
  return refusals;
}

/** The recorded answer covers the next day or the soonest slot. The hours reach further. */
function visitInDays({ facts }: EncounterContext): number {
  const { hoursToVisit } = facts.surroundings;
  return hoursToVisit === null ? Infinity : hoursToVisit / 24;
}
