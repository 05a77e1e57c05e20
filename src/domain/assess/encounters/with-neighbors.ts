import type { ConsultationFacts, EncounterFacts, SameDayService } from '../../facts/encounter.js';
import { intersect, totalMillis } from '../../facts/intervals.js';
import { daysBetween } from '../../time/local-date.js';
import { countMinutes } from '../telehealth/visit/countable-minutes.js';
import { natureOf } from '../telehealth/visit/same-day.js';
import { clinicianSpans, inOrder, payable, type ClassifiedEncounter } from './classified-encounter.js';
import type { DayGroups } from './day-groups.js';
import { lastService } from './history.js';
import type { CodableEncounter } from './record/codable-encounter.js';

/** The facts plus what the patient's other encounters add where the record itself is silent. @param others in order */
export function withNeighbors(
  own: ClassifiedEncounter,
  others: readonly ClassifiedEncounter[],
  groups: DayGroups,
): EncounterFacts {
  const facts = payable(own.record);
  const { surroundings } = facts;
  const visits = others.filter(({ isVisit }) => isVisit);
  return {
    ...facts,
    ...audioFacts(
      own,
      others.filter((other) => groups.together(own, other)),
    ),
    lastProfessionalService:
      facts.patientStatus === null && facts.lastProfessionalService === null
        ? lastService(own, visits)
        : facts.lastProfessionalService,
    surroundings: {
      ...surroundings,
      priorEvisitInWindow: groups.sharesWindow(own) ? true : surroundings.priorEvisitInWindow,
      sameDayServices: [...surroundings.sameDayServices, ...sameDay(own, others, groups)],
    },
    consultation: own.kind === 'interprofessional' ? consultation(own, others) : facts.consultation,
  };
}

/** The reason for a call without video is on the call's record, even if another visit of the day carries the code. */
function audioFacts(
  { record }: ClassifiedEncounter,
  together: readonly ClassifiedEncounter[],
): Partial<EncounterFacts> {
  const { audioOnlyReason, clinicianVideoCapable } = record.facts;
  const call = together.find((other) => other.isVisit && other.record.facts.audioOnlyReason !== null);
  if (audioOnlyReason !== null || !call) return {};
  const { facts } = call.record;
  return {
    audioOnlyReason: facts.audioOnlyReason,
    clinicianVideoCapable: clinicianVideoCapable ?? facts.clinicianVideoCapable,
  };
}

/**
 * Minutes that two encounters share by the clock belong to the earlier one; a shared part of a minute is cut as a whole
 * minute. A kind of service that the record itself lists is not added again.
 */
function sameDay(
  own: ClassifiedEncounter,
  others: readonly ClassifiedEncounter[],
  groups: DayGroups,
): SameDayService[] {
  const listed = own.record.facts.surroundings.sameDayServices
    .filter((service) => service.sameClinicianGroupSpecialty)
    .map(({ type }) => natureOf(type));
  let covered = clinicianSpans(own.record);
  return others
    .filter(({ isVisit, isMessage }) => isVisit || isMessage)
    .filter(({ record }) => record.facts.dateOfService === own.record.facts.dateOfService)
    .filter((other) => !groups.together(own, other) || !listed.includes(natureOf(other.type)))
    .map((other) => {
      const together = groups.together(own, other);
      const spans = clinicianSpans(other.record);
      const overlap = totalMillis(intersect(covered, spans));
      if (together && other.byPhysician) covered = [...covered, ...spans];
      return {
        type: other.type,
        minutes: addedMinutes(own, other),
        overlapMinutes: Math.ceil(overlap / 60_000),
        sameClinicianGroupSpecialty: together,
        mdm: other.byPhysician ? other.record.facts.mdm : null,
      };
    });
}

/** Countable minutes on the date: never those of staff (T4), and only this day of an e-visit's seven. */
function addedMinutes(own: ClassifiedEncounter, other: ClassifiedEncounter): number {
  if (!other.byPhysician) return 0;
  if (other.kind !== 'e-visit') return other.context.minutes ?? 0;
  // An e-visit reports a check-in of its day, never the reverse.
  return own.isVisit ? (countMinutes(other.record.facts, null).minutes ?? 0) : 0;
}

/** Days since the consultant's visits and earlier consultations, by the clinician's own records. */
function consultation(own: ClassifiedEncounter, others: readonly ClassifiedEncounter[]): ConsultationFacts {
  const { consultation: recorded } = own.record.facts;
  const visits = others.filter(({ isVisit }) => isVisit);
  const earlier = others.filter(
    ({ kind, record }) => kind === 'interprofessional' && inOrder(record, own.record) < 0,
  );
  return {
    ...recorded,
    consultantSawPatientDaysAgo: recorded.consultantSawPatientDaysAgo ?? daysSince(own.record, visits),
    priorInterprofessionalDaysAgo: recorded.priorInterprofessionalDaysAgo ?? daysSince(own.record, earlier),
  };
}

function daysSince(own: CodableEncounter, others: readonly ClassifiedEncounter[]): number | null {
  const days = others
    .filter(({ record }) => record.clinicianId === own.clinicianId)
    .map(({ record }) => daysBetween(record.facts.dateOfService, own.facts.dateOfService))
    .filter((day) => day >= 0);
  return days.length === 0 ? null : Math.min(...days);
}
