import type { ServiceKind } from '../../rulebook/telehealth/required-facts.js';
import { CONSULTANT_NOT_SEEN_DAYS, VISIT_SOON_HOURS } from '../../rulebook/telehealth/service-intervals.js';
import { daysBetween, type LocalDate } from '../../time/local-date.js';
import type { Flag } from '../flags.js';
import { clinicianSpans, type ClassifiedEncounter } from './classified-encounter.js';
import type { DayGroups } from './day-groups.js';

/** Days within which a service is bundled into a related one (T5). */
const RELATED_DAYS = 7;
const HOUR_MS = 3_600_000;
/** Kinds that a visit for the same problem includes. */
const BUNDLED_KINDS: readonly ServiceKind[] = ['check-in', 'telephone', 'e-visit', 'store and forward'];

/**
 * Flags nearby encounters that would rule this one out if they treat the same problem. The record does not name the
 * problem, so a person decides. A statement that the service led to no visit was made before the visit, so it is not proof.
 */
export function nearbyFlags(
  own: ClassifiedEncounter,
  others: readonly ClassifiedEncounter[],
  groups: DayGroups,
): Flag[] {
  const apart = others.filter((other) => !groups.together(own, other));
  const visits = apart.filter(({ isVisit }) => isVisit);
  const { surroundings, consultation, dateOfService: day } = own.record.facts;
  const flags: Flag[] = [];
  if (own.kind === 'interprofessional' && consultation.role !== 'requester') {
    const seen = visits.filter(({ record }) => record.clinicianId === own.record.clinicianId);
    if (seen.some(({ record }) => within(daysBetween(day, dayOf(record)), 0, CONSULTANT_NOT_SEEN_DAYS)))
      flags.push('CONSULTANT_VISIT_IN_14_DAYS_AFTER');
  }
  if (!BUNDLED_KINDS.includes(own.kind)) return flags;
  const start = own.record.windowStart;
  const before = (other: ClassifiedEncounter): boolean =>
    within(daysBetween(dayOf(other.record), start), 0, RELATED_DAYS);
  if (surroundings.relatedEmWithin7Days === null && visits.some(before)) flags.push('VISIT_IN_7_DAYS_BEFORE');
  if (visits.some((visit) => follows(own, visit))) flags.push('VISIT_WITHIN_24_HOURS_AFTER');
  const asked = own.kind === 'telephone' && surroundings.priorEvisitInWindow === null;
  if (asked && apart.some((other) => other.kind === 'e-visit' && before(other)))
    flags.push('E_VISIT_IN_7_DAYS_BEFORE');
  return flags;
}

/** By the clock if both have one; otherwise on the next date at the latest. */
function follows(own: ClassifiedEncounter, visit: ClassifiedEncounter): boolean {
  const ends = clinicianSpans(own.record).map(({ end }) => end);
  const starts = clinicianSpans(visit.record).map(({ start }) => start);
  if (ends.length > 0 && starts.length > 0)
    return within(Math.min(...starts) - Math.max(...ends), 0, VISIT_SOON_HOURS * HOUR_MS);
  return within(daysBetween(dayOf(own.record), dayOf(visit.record)), 0, 1);
}

function dayOf({ facts }: ClassifiedEncounter['record']): LocalDate {
  return facts.dateOfService;
}

function within(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
