import { z } from 'zod';
import { formatInstant } from '../../../domain/time/instant.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { holds, type Principal } from '../../caller/principal.js';
import { storedPatient, type Patient } from './patient.js';

export const patientAnswer = storedPatient
  .extend({
    zones: z.array(z.strictObject({ zone: z.string(), from: instantText.nullable() })),
    /** Present only when identifiers are shortened or left out. */
    limited: z.literal(true).exactOptional(),
  })
  .meta({ id: 'Patient' });
export type PatientAnswer = z.output<typeof patientAnswer>;

const CHARACTERS_SHOWN = 4;

/** A patient, with the identifiers that this caller may read. */
export function toPatientAnswer(patient: Patient, principal: Principal): PatientAnswer {
  const zones = patient.zones.map(({ zone, from }) => ({
    zone,
    from: from === null ? null : formatInstant(from),
  }));
  return { ...(mayReadIdentifiers(principal) ? patient : limited(patient)), zones };
}

/** Whether the caller may read names, birth dates, numbers and addresses in full. */
export function mayReadIdentifiers(principal: Principal): boolean {
  return holds(principal, 'records:read');
}

/** Enough to tell the patients of a work list apart. Claims need full numbers, and the export has them. */
function limited(patient: Patient): Patient & { readonly limited: true } {
  const { name, mrn, coverage } = patient;
  return {
    ...patient,
    name: name && { family: initial(name.family), given: initial(name.given) },
    mrn: ending(mrn),
    birthDate: null,
    phone: null,
    address: null,
    coverage: coverage.map((each) => ({ ...each, memberId: ending(each.memberId) })),
    limited: true,
  };
}

function initial(text: string): string {
  return `${[...text][0] ?? ''}.`;
}

/** The last characters of a number, or none when the number is hardly longer. */
function ending(text: string | null): string | null {
  if (text === null) return null;
  return text.length >= 2 * CHARACTERS_SHOWN ? `…${text.slice(-CHARACTERS_SHOWN)}` : '…';
}
