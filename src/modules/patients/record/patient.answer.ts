import { z } from 'zod';
import { formatInstant } from '../../../domain/time/instant.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { holds, type Principal } from '../../caller/principal.js';
import { storedPatient, type Patient } from './patient.js';

export type PatientView = Omit<Patient, 'zones'> & {
  readonly zones: readonly { readonly zone: string; readonly from: string | null }[];
  /** Stands only where identifiers are shortened or left out. */
  readonly limited?: true;
};

export const patientAnswer = storedPatient
  .extend({
    zones: z.array(z.strictObject({ zone: z.string(), from: instantText.nullable() })),
    limited: z.literal(true).exactOptional(),
  })
  .meta({ id: 'Patient' });

const CHARACTERS_SHOWN = 4;

/** A patient as the API writes it to that caller: instants as ISO 8601 in UTC, identifiers as far as the caller may read them. */
export function patientView(patient: Patient, principal: Principal): PatientView {
  const zones = patient.zones.map(({ zone, from }) => ({
    zone,
    from: from === null ? null : formatInstant(from),
  }));
  return { ...(mayReadIdentifiers(principal) ? patient : limited(patient)), zones };
}

/** Whether the caller reads names, birth dates, numbers and addresses in full. */
export function mayReadIdentifiers(principal: Principal): boolean {
  return holds(principal, 'records:read');
}

/** Enough to tell the patients of a work list apart; the export has the numbers in full that a claim needs. */
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

/** The last characters; nothing of a number that is hardly longer. */
function ending(text: string | null): string | null {
  if (text === null) return null;
  return text.length >= 2 * CHARACTERS_SHOWN ? `…${text.slice(-CHARACTERS_SHOWN)}` : '…';
}
