import type { EncounterFacts, LastProfessionalService, SameDayService } from '../../facts/encounter.js';
import { intersect, totalMillis, type Interval } from '../../facts/intervals.js';
import type { ProfileRow } from '../../rulebook/telehealth/payer-profiles.js';
import type { ServiceKind } from '../../rulebook/telehealth/required-facts.js';
import { addDays, daysBetween, type LocalDate } from '../../time/local-date.js';
import { contextOf } from '../telehealth/encounter-context.js';
import { routeOf } from '../telehealth/route.js';
import type { EncounterRecord } from './encounter-record.js';

/** Days of an e-visit, the first included (section 6.1). */
const E_VISIT_DAYS = 7;
const VISIT_KINDS: readonly ServiceKind[] = ['visit', 'visit before 2021', 'telephone', 'staff visit'];
const MESSAGE_KINDS: readonly ServiceKind[] = ['check-in', 'e-visit'];

/** A record with the kind of service that it is by itself, whatever else happened. */
export interface KnownRecord {
  readonly record: EncounterRecord;
  readonly kind: ServiceKind;
  readonly type: string;
  readonly isVisit: boolean;
  readonly isMessage: boolean;
}

export function known(record: EncounterRecord, rows: readonly ProfileRow[]): KnownRecord {
  const { context } = contextOf(payable(record), rows);
  const { kind } = routeOf(context);
  const isVisit = VISIT_KINDS.includes(kind);
  return {
    record,
    kind,
    isVisit,
    isMessage: MESSAGE_KINDS.includes(kind),
    type: isVisit ? context.modality : kind === 'check-in' ? 'brief-check-in' : kind,
  };
}

/** The facts under the payer of the date. */
export function payable({ facts, payer }: EncounterRecord): EncounterFacts {
  return { ...facts, payer: payer?.profile ?? '' };
}

/** The same clinician, or one of the same specialty: together they report one visit a day (section 5). */
export function sameGroup(a: EncounterRecord, b: EncounterRecord): boolean {
  return a.clinicianId === b.clinicianId || (a.specialty !== null && a.specialty === b.specialty);
}

/** The facts with what the patient's other encounters add, where the record itself is silent. @param others in order */
export function withNeighbours(own: KnownRecord, others: readonly KnownRecord[]): EncounterFacts {
  const facts = payable(own.record);
  const { surroundings, consultation } = facts;
  const visits = others.filter(({ isVisit }) => isVisit);
  return {
    ...facts,
    lastProfessionalService:
      facts.patientStatus === null && facts.lastProfessionalService === null
        ? lastService(own.record, visits)
        : facts.lastProfessionalService,
    surroundings: {
      ...surroundings,
      sameDayServices: [...surroundings.sameDayServices, ...sameDay(own, others)],
    },
    consultation:
      own.kind === 'interprofessional'
        ? {
            ...consultation,
            consultantSawPatientDaysAgo:
              consultation.consultantSawPatientDaysAgo ?? daysSince(own.record, visits),
            priorInterprofessionalDaysAgo:
              consultation.priorInterprofessionalDaysAgo ??
              daysSince(
                own.record,
                others.filter(({ kind }) => kind === 'interprofessional'),
              ),
          }
        : consultation,
  };
}

/** The latest visit before the date, one of the same specialty first: that is the one that makes established. */
export function lastService(
  own: EncounterRecord,
  visits: readonly KnownRecord[],
): LastProfessionalService | null {
  const services = [
    ...visits
      .filter(({ record }) => record.facts.dateOfService < own.facts.dateOfService)
      .map(({ record }) => serviceOf(own, record)),
    ...(own.proof && own.proof.date < own.facts.dateOfService
      ? [
          {
            date: own.proof.date,
            sameSpecialty: own.proof.practitionerId === own.clinicianId ? true : null,
            sameSubspecialty: own.proof.practitionerId === own.clinicianId ? true : null,
            faceToFace: null,
          },
        ]
      : []),
  ];
  return services.sort((a, b) => closeness(b) - closeness(a) || (a.date < b.date ? 1 : -1))[0] ?? null;
}

type DatedService = LastProfessionalService & { readonly date: LocalDate };

function serviceOf(own: EncounterRecord, other: EncounterRecord): DatedService {
  const same = own.clinicianId === other.clinicianId;
  return {
    date: other.facts.dateOfService,
    sameSpecialty: same ? true : alike(own.specialty, other.specialty),
    sameSubspecialty: same ? true : alike(own.subspecialty, other.subspecialty),
    faceToFace: true,
  };
}

function alike(a: string | null, b: string | null): boolean | null {
  return a === null || b === null ? null : a === b;
}

function closeness({ sameSpecialty, sameSubspecialty }: LastProfessionalService): number {
  return (sameSpecialty === false ? 0 : 2) + (sameSubspecialty === false ? 0 : 1);
}

/** Minutes that two of them hold by the clock are the earlier one's; a part of a minute is cut as a whole one. */
function sameDay(own: KnownRecord, others: readonly KnownRecord[]): SameDayService[] {
  let covered: readonly Interval[] = own.record.spans;
  return others
    .filter(({ isVisit, isMessage }) => isVisit || isMessage)
    .filter(({ record }) => record.facts.dateOfService === own.record.facts.dateOfService)
    .map(({ record, type }) => {
      const together = sameGroup(own.record, record);
      const overlap = totalMillis(intersect(covered, record.spans));
      if (together) covered = [...covered, ...record.spans];
      return {
        type,
        minutes: record.facts.minutes ?? record.facts.cumulativeMinutes ?? 0,
        overlapMinutes: Math.ceil(overlap / 60_000),
        sameClinicianGroupSpecialty: together,
        mdm: record.facts.mdm,
      };
    });
}

function daysSince(own: EncounterRecord, others: readonly KnownRecord[]): number | null {
  const days = others
    .filter(({ record }) => record.clinicianId === own.clinicianId)
    .map(({ record }) => daysBetween(record.facts.dateOfService, own.facts.dateOfService))
    .filter((day) => day > 0);
  return days.length === 0 ? null : Math.min(...days);
}

/** The encounter that carries the code of several: visits before messages, then the first by clock and id. */
export function carrierOf(own: KnownRecord, others: readonly KnownRecord[]): KnownRecord {
  if (!own.isVisit && !own.isMessage) return own;
  const { dateOfService } = own.record.facts;
  const near = others.filter(({ record }) => sameGroup(own.record, record));
  const onDay = near.filter(({ record }) => record.facts.dateOfService === dateOfService);
  const visits = onDay.filter(({ isVisit }) => isVisit);
  if (own.isVisit) return first([own, ...visits]);
  if (visits.length > 0) return first(visits);
  if (own.kind === 'e-visit') {
    const end = addDays(own.record.windowStart, E_VISIT_DAYS);
    const inside = near.filter(
      ({ record, isVisit }) =>
        isVisit && record.facts.dateOfService >= own.record.windowStart && record.facts.dateOfService < end,
    );
    if (inside.length > 0) return first(inside);
  }
  return first([own, ...onDay.filter(({ kind }) => kind === own.kind)]);
}

function first(records: readonly KnownRecord[]): KnownRecord {
  return [...records].sort((a, b) => inOrder(a.record, b.record))[0] as KnownRecord;
}

/** A total order that the order of arrival has no part in. */
export function inOrder(a: EncounterRecord, b: EncounterRecord): number {
  const [left, right] = [orderKey(a), orderKey(b)];
  return left < right ? -1 : Number(left > right);
}

function orderKey({ facts, spans, rootId }: EncounterRecord): string {
  const start = spans.reduce((earliest, span) => Math.min(earliest, span.start), 9e15);
  return `${facts.dateOfService} ${String(start).padStart(16, '0')} ${rootId}`;
}
