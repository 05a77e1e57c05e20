import type { EncounterFacts } from '../../../facts/encounter.js';
import { isUnitedStates, licensingState } from '../../../rulebook/telehealth/places.js';
import {
  ADULT_AGE,
  REQUIRED_FACTS,
  WORD_OF_FACT,
  type RequiredFact,
  type ServiceKind,
} from '../../../rulebook/telehealth/required-facts.js';
import type { EncounterContext } from '../coding-context.js';
import { refuse, type Refusal } from '../line/outcome.js';
import { MISSING_FACT_TEXT, REFUSAL_TEXT } from '../refusal-text.js';

type Judged = Pick<EncounterContext, 'facts' | 'status' | 'minutes'>;

/** Every fact that a kind of service requires and the record lacks (T12). */
export function missingFacts(context: Judged, kind: ServiceKind): Refusal[] {
  return REQUIRED_FACTS[kind]
    .filter((fact) => !isRecorded(context, fact))
    .map((fact) => refuse(WORD_OF_FACT[fact], MISSING_FACT_TEXT[fact]));
}

/** Is one fact on record? The checklist asks this too. */
export function isRecorded(context: Judged, fact: RequiredFact): boolean {
  const { facts } = context;
  const { documentation } = facts;
  switch (fact) {
    case 'modality':
      return facts.modality !== null;
    case 'patientStatus':
      return context.status !== null;
    case 'patientLocation':
      return locationRecorded(facts);
    case 'technology':
      return documentation.technology === true;
    case 'consent':
      return documentation.consent === true;
    case 'guardianConsent':
      return (
        documentation.patientAge === null ||
        documentation.patientAge >= ADULT_AGE ||
        documentation.guardianConsent === true
      );
    case 'medicalNecessity':
      return documentation.medicalNecessity === true;
    case 'eligibilityCheck':
      return documentation.eligibilityVerified === true;
    case 'timeOrMdm':
      return context.minutes !== null || facts.mdm !== null;
    case 'time':
      return context.minutes !== null;
    case 'requestedCode':
      return facts.requestedCode !== null;
    case 'consultRequest':
      return facts.consultation.requestDocumented === true;
    case 'replyTimes':
      return facts.replyBusinessHours !== null;
  }
}

/** Abroad there is no state to record, and the only refusal is `OUTSIDE_US`. */
function locationRecorded({ patientLocation: location }: EncounterFacts): boolean {
  if (location === null) return false;
  if (!isUnitedStates(location.country)) return true;
  return location.setting !== null && licensingState(location) !== null;
}

/** Who may treat whom, and who is covered, on the date (T7.4, T12, T14). */
export function identityGates(facts: EncounterFacts, kind: ServiceKind): Refusal[] {
  const refusals: Refusal[] = [];
  const { documentation, patientLocation: location } = facts;
  if (documentation.eligibilityVerified === true && documentation.eligibilityResult === 'inactive')
    refusals.push(refuse('NOT_ELIGIBLE', REFUSAL_TEXT.coverageInactive));
  if (kind === 'interprofessional' || location === null) return refusals;
  if (!isUnitedStates(location.country)) return [...refusals, refuse('OUTSIDE_US', REFUSAL_TEXT.outsideUs)];
  // A compact speeds up a license but is not one: only an authorization in the patient's state counts.
  const { setting } = location;
  const state = licensingState(location);
  if (state !== null && setting !== null && !facts.clinicianAuthorizedStates.includes(state))
    refusals.push(refuse('NOT_LICENSED', REFUSAL_TEXT.notLicensed(state)));
  return refusals;
}
