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

const DETAIL: Readonly<Record<RequiredFact, string>> = {
  modality: 'audio-video, audio-only, online-digital, store-and-forward or interprofessional',
  patientStatus: 'need last professional service date or new/established',
  patientLocation: 'need the setting and, in the US, the state',
  technology: 'platform not documented',
  consent: 'consent not documented',
  guardianConsent: `patient under ${ADULT_AGE}`,
  medicalNecessity: 'medical necessity not documented',
  eligibilityCheck: 'not checked for the date of service',
  timeOrMdm: 'neither minutes nor MDM recorded',
  time: 'minutes not recorded',
  requestedCode: 'before 2021 the clinician selects the level',
  consultRequest: 'request and its reason not documented',
  replyTimes: 'receipt of the images and reply not documented',
};

type Judged = Pick<EncounterContext, 'facts' | 'status' | 'minutes'>;

/** Every fact that a kind of service requires and the record lacks (T12). */
export function missingFacts(context: Judged, kind: ServiceKind): Refusal[] {
  return REQUIRED_FACTS[kind]
    .filter((fact) => !isRecorded(context, fact))
    .map((fact) => refuse(WORD_OF_FACT[fact], DETAIL[fact]));
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
    refusals.push(refuse('NOT_ELIGIBLE', 'coverage inactive on date of service'));
  if (kind === 'interprofessional' || location === null) return refusals;
  if (!isUnitedStates(location.country))
    return [...refusals, refuse('OUTSIDE_US', 'patient must be in the US or territories')];
  // A compact speeds up a license but is not one: only an authorization in the patient's state counts.
  const { setting } = location;
  const state = licensingState(location);
  if (state !== null && setting !== null && !facts.clinicianAuthorizedStates.includes(state))
    refusals.push(refuse('NOT_LICENSED', `no authorization in ${state} on the date of service`));
  return refusals;
}
