import { isDeepStrictEqual } from 'node:util';
import type { ChargeSourceDoc } from '../billing/charges/charge-source.schema.js';
import type { Encounter } from '../encounters/record/encounter.js';
import type { TimerDoc } from '../time-tracking/timers/timer.schema.js';

/** Stands where somebody's own words did; that there were some may decide charges. */
export const ERASED = 'erased';

/** Null: there are no words in it, or they are erased. */
export function withoutChargeWords(source: ChargeSourceDoc): ChargeSourceDoc | null {
  return unlessSame(source, {
    ...source,
    charges: source.charges.map((charge) => ({
      ...charge,
      decisions: charge.decisions.map((each) => ({ ...each, reason: each.reason && ERASED })),
    })),
  });
}

/** Null: there are no words in it, or they are erased. */
export function withoutTimerWords(timer: TimerDoc): TimerDoc | null {
  return unlessSame(timer, {
    ...timer,
    note: null,
    participants: null,
    idle: timer.idle.map(({ decision, ...stretch }) => ({
      ...stretch,
      decision: decision && { ...decision, reason: decision.reason && ERASED },
    })),
  });
}

/** Null: there are no words in it, or they are erased. What the visit comes to stays the same. */
export function withoutVisitWords(visit: Encounter): Encounter | null {
  const { mdmWorksheet: worksheet } = visit;
  return unlessSame(visit, {
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

/** Tests and sources by numbers: which of them are the same decides the level of the visit. */
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

function unlessSame<T>(before: T, after: T): T | null {
  return isDeepStrictEqual(before, after) ? null : after;
}
