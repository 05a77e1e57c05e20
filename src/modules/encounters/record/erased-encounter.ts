import { ERASED, unlessUnchanged } from '../../records/patient-record/erased-text.js';
import type { Encounter } from './encounter.js';

/** The encounter without a person's words; its codes stay the same. Null when no words are left in it. */
export function withoutWords(visit: Encounter): Encounter | null {
  const { mdmWorksheet: worksheet } = visit;
  return unlessUnchanged(visit, {
    ...visit,
    note: null,
    medicalNecessity: visit.medicalNecessity && ERASED,
    amendReason: visit.amendReason && ERASED,
    patientLocation: visit.patientLocation && { ...visit.patientLocation, address: null },
    guardianConsent: visit.guardianConsent && { ...visit.guardianConsent, name: null },
    participants: visit.participants.map((participant) => ({ ...participant, name: null })),
    eligibilityCheck: visit.eligibilityCheck && { ...visit.eligibilityCheck, reference: null },
    authorizations: visit.authorizations.map((each) => ({ ...each, number: null })),
    ...(worksheet && { mdmWorksheet: numbered(worksheet) }),
  });
}

/** Replaces tests and sources by numbers, because the level of the visit depends on which of them are the same. */
function numbered(worksheet: NonNullable<Encounter['mdmWorksheet']>): typeof worksheet {
  const names = new Map<string, string>();
  const inNumbers = (list: readonly string[]): string[] =>
    list.map((name) => {
      const number = names.get(name) ?? `${ERASED}-${names.size + 1}`;
      names.set(name, number);
      return number;
    });
  const { data } = worksheet;
  return {
    ...worksheet,
    data: {
      ...data,
      externalNoteSources: inNumbers(data.externalNoteSources),
      testsOrdered: inNumbers(data.testsOrdered),
      testsReviewed: inNumbers(data.testsReviewed),
      testsBilledSeparately: inNumbers(data.testsBilledSeparately),
      independentInterpretations: inNumbers(data.independentInterpretations),
    },
  };
}
