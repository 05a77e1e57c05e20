import {
  AUDIO_ONLY_REASONS,
  audioOnlyRule,
  flexibilityEnds,
  IN_PERSON_RULE,
  SITE_EXCEPTIONS,
  siteRule,
} from '../../../rulebook/telehealth/medicare.js';
import { isHomeLike } from '../../../rulebook/telehealth/places.js';
import { monthsBefore } from '../calendar.js';
import { isMedicare, settingInUs, type EncounterContext } from '../coding-context.js';
import { refuse, warn, type Refusal, type Warning } from '../line/outcome.js';
import { REFUSAL_TEXT } from '../refusal-text.js';

/** Coverage of a Medicare telehealth visit on its date (T7). Facts that are not recorded are not judged. */
export function medicareVisitGates(context: EncounterContext): Refusal[] {
  return [...originatingSite(context), ...inPersonRequirement(context)];
}

const EXCEPTIONS = ['acuteStroke', 'homeDialysis', 'substanceUseDisorder', 'behavioralHealth'] as const;

function originatingSite(context: EncounterContext): Refusal[] {
  const { facts } = context;
  const day = facts.dateOfService;
  const setting = settingInUs(context);
  const rule = siteRule(day);
  if (setting === null || rule.anywhere) return [];
  const exempt = EXCEPTIONS.some((name) => facts.coverage[name] && day >= SITE_EXCEPTIONS[name].from);
  const ruralFacility = !isHomeLike(setting) && facts.patientLocation?.rural === true;
  return exempt || ruralFacility
    ? []
    : [refuse('ORIGINATING_SITE', REFUSAL_TEXT.siteNotCovered(day, rule.authority))];
}

function inPersonRequirement(context: EncounterContext): Refusal[] {
  const { coverage, dateOfService: day } = context.facts;
  const setting = settingInUs(context);
  if (!coverage.behavioralHealth || day < IN_PERSON_RULE.from) return [];
  if (setting === null || !isHomeLike(setting)) return [];
  const isLater = coverage.firstTelehealthVisit === false;
  // This is read as an exception to the yearly visit only: before the first visit, nobody has seen the
  // patient.
  if (isLater && coverage.inPersonBurdensOutweigh === true) return [];
  const months = isLater ? IN_PERSON_RULE.monthsBetween : IN_PERSON_RULE.monthsBeforeFirst;
  const seen = coverage.lastInPersonVisit;
  return seen !== null && seen >= monthsBefore(day, months) && seen <= day
    ? []
    : [refuse('IN_PERSON_REQUIREMENT', REFUSAL_TEXT.notSeenInPerson(months))];
}

/** Audio-only visits to Medicare (T7.3). The telephone codes of 2020 to 2024 have their own conditions. */
export function medicareAudioGates(context: EncounterContext): Refusal[] {
  const { facts } = context;
  const rule = audioOnlyRule(facts.dateOfService);
  if (rule === 'none') return [refuse('AUDIO_ONLY_NOT_ELIGIBLE', REFUSAL_TEXT.telephoneBefore2020)];
  if (rule === 'telephone codes') return [];
  const setting = settingInUs(context);
  const contradictions = [
    ...(setting !== null && !isHomeLike(setting) ? [REFUSAL_TEXT.patientNotAtHome] : []),
    ...(facts.audioOnlyReason !== null && !AUDIO_ONLY_REASONS.includes(facts.audioOnlyReason)
      ? [REFUSAL_TEXT.patientCanUseVideo]
      : []),
    ...(videoCapabilityFails(context) ? [REFUSAL_TEXT.clinicianWithoutVideo] : []),
  ];
  return [
    ...(facts.audioOnlyReason === null
      ? [refuse('MISSING_AUDIO_ONLY_REASON', REFUSAL_TEXT.audioOnlyReasonMissing)]
      : []),
    ...(contradictions.length > 0 ? [refuse('AUDIO_ONLY_NOT_ELIGIBLE', contradictions.join(', '))] : []),
  ];
}

/** The attestation belongs to the reason. If both are missing, one word names them. */
function videoCapabilityFails({ facts }: EncounterContext): boolean {
  return (
    facts.clinicianVideoCapable === false ||
    (facts.clinicianVideoCapable === null && facts.audioOnlyReason !== null)
  );
}

/** What a reader should know about the law that covers a Medicare telehealth visit. */
export function medicareVisitWarnings(context: EncounterContext): Warning[] {
  const day = context.facts.dateOfService;
  const rule = siteRule(day);
  const ends = flexibilityEnds(day);
  return [
    ...(rule.restoredRetroactively ? [warn('FLEXIBILITY_RESTORED_RETROACTIVELY', rule.authority)] : []),
    ...(ends !== null && day.slice(0, 7) === ends.slice(0, 7)
      ? [warn(`FLEXIBILITY_EXPIRES_${ends}`, rule.authority)]
      : []),
  ];
}

/** The same for any visit: nothing for visits in person or for other payers. */
export function lawWarnings(context: EncounterContext): Warning[] {
  return isMedicare(context) && context.modality !== 'in-person' ? medicareVisitWarnings(context) : [];
}
