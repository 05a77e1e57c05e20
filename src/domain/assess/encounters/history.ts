import type { LastProfessionalService } from '../../facts/encounter.js';
import type { LocalDate } from '../../time/local-date.js';
import { patientStatus } from '../telehealth/visit/patient-status.js';
import type { ClassifiedEncounter } from './classified-encounter.js';
import type { CodableEncounter } from './record/codable-encounter.js';

type DatedService = LastProfessionalService & { readonly date: LocalDate };

/**
 * The service that decides new or established: the latest that makes the patient established for this payer, or else the
 * latest of all. null: none is known. @param visits in any order
 */
export function lastService(
  own: ClassifiedEncounter,
  visits: readonly ClassifiedEncounter[],
): DatedService | null {
  const { proof, clinicianId, facts } = own.record;
  const proven = proof?.practitionerId === clinicianId ? true : null;
  const services = [
    ...visits.map(({ record }) => serviceOf(own.record, record)),
    ...(proof
      ? [{ date: proof.date, sameSpecialty: proven, sameSubspecialty: proven, faceToFace: null }]
      : []),
  ]
    .filter(({ date }) => date < facts.dateOfService)
    .sort((a, b) => (a.date < b.date ? 1 : Number(a.date > b.date) * -1) || order(a, b));
  return services.find((service) => makesEstablished(own, service)) ?? services[0] ?? null;
}

export function makesEstablished(
  { context }: ClassifiedEncounter,
  service: LastProfessionalService,
): boolean {
  const facts = { ...context.facts, patientStatus: null, lastProfessionalService: service };
  return patientStatus(facts, context.profile.subspecialtyForNew).status === 'established';
}

function serviceOf(own: CodableEncounter, other: CodableEncounter): DatedService {
  const same = own.clinicianId === other.clinicianId;
  return {
    date: other.facts.dateOfService,
    sameSpecialty: same ? true : matches(own.specialty, other.specialty),
    sameSubspecialty: same ? true : matches(own.subspecialty, other.subspecialty),
    faceToFace: true,
  };
}

function matches(a: string | null, b: string | null): boolean | null {
  return a === null || b === null ? null : a === b;
}

/** Services of one date: the closest specialty first. */
function order(a: DatedService, b: DatedService): number {
  return closeness(b) - closeness(a) || Number(b.sameSpecialty === true) - Number(a.sameSpecialty === true);
}

function closeness({ sameSpecialty, sameSubspecialty }: LastProfessionalService): number {
  return (sameSpecialty === false ? 0 : 2) + (sameSubspecialty === false ? 0 : 1);
}
