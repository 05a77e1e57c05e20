/** The patient data in one answer: which records it holds, and for which patients. */
export interface Disclosure {
  readonly ids: readonly string[];
  /** May hold repeats. */
  readonly patientIds: readonly string[];
}

interface OfPatient {
  readonly patientId: string | null;
}

/**
 * For records that name their patient.
 * @param asked the patient that the request asked about, if any: even an empty answer reveals something about that patient
 */
export function ofRecords(
  records: readonly (OfPatient & { readonly id: string })[],
  asked?: string,
): Disclosure {
  return disclosureOf(records, ({ id }) => id, asked);
}

/** For answers made of sources of charges. */
export function ofSources(
  items: readonly (OfPatient & { readonly sourceId: string })[],
  asked?: string,
): Disclosure {
  return disclosureOf(items, ({ sourceId }) => sourceId, asked);
}

/** For answers that hold the patients themselves. */
export function ofPatients(patients: readonly { readonly id: string }[]): Disclosure {
  const ids = patients.map(({ id }) => id);
  return { ids, patientIds: ids };
}

function disclosureOf<T extends OfPatient>(
  items: readonly T[],
  idOf: (item: T) => string,
  asked?: string,
): Disclosure {
  const patientIds = items.flatMap(({ patientId }) => patientId ?? []);
  return { ids: items.map(idOf), patientIds: asked === undefined ? patientIds : [...patientIds, asked] };
}
