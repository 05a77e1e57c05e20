import { formatInstant } from '../../domain/time/instant.js';
import type { Patient } from './patient.js';

export type PatientView = Omit<Patient, 'zones'> & {
  readonly zones: readonly { readonly zone: string; readonly from: string | null }[];
};

/** A patient as the API writes it: instants as ISO 8601 in UTC. */
export function patientView(patient: Patient): PatientView {
  const zones = patient.zones.map(({ zone, from }) => ({
    zone,
    from: from === null ? null : formatInstant(from),
  }));
  return { ...patient, zones };
}
