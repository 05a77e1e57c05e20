/** Patient data in one answer: which records it holds, and of whom. */
export interface Disclosure {
  readonly ids: readonly string[];
  /** Each may stand more than once. */
  readonly patientIds: readonly string[];
}

interface OfPatient {
  readonly patientId: string | null;
}

/**
 * Records that name their patient.
 * @param asked the patient that was asked about, if one was: an empty answer about somebody tells something, too
 */
export function ofRecords(
  records: readonly (OfPatient & { readonly id: string })[],
  asked?: string,
): Disclosure {
  return disclosureOf(records, ({ id }) => id, asked);
}

/** What stands in sources of charges. */
export function ofSources(
  items: readonly (OfPatient & { readonly sourceId: string })[],
  asked?: string,
): Disclosure {
  return disclosureOf(items, ({ sourceId }) => sourceId, asked);
}

/** The patients themselves. */
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
