import { HEALTH_CENTER_VISIT, healthCenterMayVisit } from '../../../rulebook/telehealth/health-centers.js';
import { SEPARATE_SERVICE_MODIFIER } from '../../../rulebook/telehealth/medicare.js';
import { prolongedUnits } from '../../../rulebook/telehealth/prolonged.js';
import { BRIEF_MINUTES } from '../../../rulebook/telehealth/time-bands.js';
import {
  AUDIO_DISCUSSION_MINUTES_OVER,
  type VisitFamily,
} from '../../../rulebook/telehealth/visit-levels.js';
import { isHealthCenter, isMedicare, tableStatus, type EncounterContext } from '../coding-context.js';
import { establishedOnly } from '../gates/conditions.js';
import { lawWarnings, medicareAudioGates, medicareVisitGates } from '../gates/medicare-gates.js';
import { briefCode } from '../line/brief-code.js';
import {
  refuse,
  ruling,
  warn,
  type Refusal,
  type Ruling,
  type TelehealthLine,
  type Warning,
} from '../line/outcome.js';
import { visitPlace } from '../line/place-line.js';
import { REFUSAL_TEXT, SERVICE_NAME } from '../refusal-text.js';
import { WARNING_TEXT } from '../warning-text.js';
import { isProcedure } from './same-day.js';
import { levelIsSelected, selectedByClinician } from './selected-level.js';
import { lowestMinutes, visitLevel, type LevelFound } from './visit-level.js';

const RULES = ['T2.1', 'T2.3', 'T5', 'T7', 'T8'];

/** E/M visits by video or telephone, or in person if another visit of the day was in person. */
export function assessVisit(context: EncounterContext): Ruling {
  const gates = [...coverageGates(context), ...providerGate(context)];
  if (levelIsSelected(context)) return selectedByClinician(context, gates);
  const family = visitFamily(context);
  const level = visitLevel({
    family,
    status: tableStatus(context),
    mdm: context.facts.mdm,
    minutes: context.minutes,
  });
  const talk = discussionGate(context, level);
  const refusals = [...gates, ...talk.refusals, ...audioCodeGate(context, level)];
  const timed = context.minutes !== null || context.facts.mdm !== null;
  if (!level && timed && talk.refusals.length === 0)
    refusals.push(
      refuse('BELOW_MINIMUM_TIME', REFUSAL_TEXT.levelNotMet(lowestMinutes(family, tableStatus(context)))),
    );
  const built = level ? linesOf(context, family, level) : { lines: [], warnings: [] };
  return ruling(RULES, {
    lines: built.lines,
    refusals,
    warnings: [...talk.warnings, ...built.warnings, ...lawWarnings(context), ...planRemarks(context)],
    basis: level?.basis ?? null,
  });
}

/** Which family of codes applies: the payer decides whether the code contains the modality (T9). */
export function visitFamily({ modality, profile }: EncounterContext): VisitFamily {
  if (modality === 'in-person' || !profile.acceptsCpt98000) return 'office';
  return modality === 'audio-only' ? 'audio-only' : 'audio-video';
}

function coverageGates(context: EncounterContext): Refusal[] {
  if (context.modality === 'in-person') return [];
  const audio = context.modality === 'audio-only';
  if (isMedicare(context))
    return [...medicareVisitGates(context), ...(audio ? medicareAudioGates(context) : [])];
  return [
    ...(audio && !context.profile.audioPayable
      ? [refuse('AUDIO_ONLY_NOT_ELIGIBLE', REFUSAL_TEXT.audioNotPaid)]
      : []),
    ...(context.status === 'new' && !context.profile.newPatientAllowed
      ? [refuse('ESTABLISHED_ONLY', REFUSAL_TEXT.noNewPatients)]
      : []),
  ];
}

/** Some plans pay only listed codes by telephone (T9). */
function audioCodeGate({ modality, profile }: EncounterContext, level: LevelFound | null): Refusal[] {
  const listed = profile.audioOnlyEligibleCodes;
  if (modality !== 'audio-only' || level === null || listed === null || listed.includes(level.code))
    return [];
  return [refuse('AUDIO_ONLY_NOT_ELIGIBLE', REFUSAL_TEXT.notOnAudioList(level.code))];
}

function providerGate(context: EncounterContext): Refusal[] {
  const { facts, modality, profile } = context;
  const distant = isHealthCenter(context) && modality !== 'in-person';
  if (distant && !healthCenterMayVisit(facts.dateOfService))
    return [refuse('PROVIDER_NOT_ELIGIBLE', REFUSAL_TEXT.centerNoDistantSite)];
  if (facts.providerType === 'physician-qhp') return [];
  const detail = profile.acceptsCpt98000
    ? REFUSAL_TEXT.modalityCodesNeedPhysician
    : REFUSAL_TEXT.visitNeedsPhysician;
  return [refuse('PROVIDER_NOT_ELIGIBLE', detail)];
}

/** What the plan requires besides the claim. The rules have no word for it. */
function planRemarks({ profile, modality }: EncounterContext): Warning[] {
  if (modality === 'in-person') return [];
  return [
    ...(profile.priorAuth ? [warn(null, WARNING_TEXT.priorAuthorization)] : []),
    ...(profile.originatingSiteFee === true ? [warn(null, WARNING_TEXT.originatingSiteFee)] : []),
  ];
}

/** A call needs more than ten minutes of discussion, whatever its level. A new patient has no shorter code. */
function discussionGate(
  context: EncounterContext,
  level: LevelFound | null,
): { readonly refusals: Refusal[]; readonly warnings: Warning[] } {
  const { discussion, modality, minutes } = context;
  if (modality !== 'audio-only' || (discussion === null && minutes === null && level === null))
    return { refusals: [], warnings: [] };
  const undocumented = context.profile.acceptsCpt98000 ? 0 : (minutes ?? 0);
  const talk = discussion ?? undocumented;
  if (talk > AUDIO_DISCUSSION_MINUTES_OVER) return { refusals: [], warnings: [] };
  const brief =
    talk >= BRIEF_MINUTES.min
      ? establishedOnly(context, briefCode(context) ?? SERVICE_NAME.checkIn).refusals
      : [];
  return {
    refusals: [
      ...brief,
      refuse('BELOW_MINIMUM_TIME', REFUSAL_TEXT.needsDiscussion(AUDIO_DISCUSSION_MINUTES_OVER)),
    ],
    warnings: level ? [warn('AUDIO_DISCUSSION_NOT_OVER_10', WARNING_TEXT.discussionMinutes(talk))] : [],
  };
}

function linesOf(
  context: EncounterContext,
  family: VisitFamily,
  level: LevelFound,
): { readonly lines: TelehealthLine[]; readonly warnings: Warning[] } {
  const { facts, profile } = context;
  const short = level.short ? [warn('SHORT_VISIT_AUDIT_RISK', WARNING_TEXT.shortForLevel)] : [];
  if (isHealthCenter(context) && context.modality !== 'in-person')
    return { lines: [{ code: HEALTH_CENTER_VISIT, units: 1, modifiers: [], pos: null }], warnings: short };
  const place = visitPlace(context, { codeCarriesModality: family !== 'office' });
  const lines: TelehealthLine[] = [
    {
      code: level.code,
      units: 1,
      modifiers: [...place.modifiers, ...separateService(context)],
      pos: place.pos,
    },
  ];
  const warnings = [...short, ...place.warnings];
  const addOn =
    level.basis === 'time'
      ? prolongedUnits(level.code, context.minutes ?? 0, {
          rule: profile.prolongedRule,
          day: facts.dateOfService,
        })
      : null;
  if (addOn) {
    lines.push({ ...addOn, modifiers: place.modifiers, pos: place.pos });
    if (place.modifiers.length > 0)
      warnings.push(
        warn('ADDON_MODIFIER_PAYER_SPECIFIC', WARNING_TEXT.addOnModifiers(place.modifiers, addOn.code)),
      );
  }
  return { lines, warnings };
}

/** A procedure on the same day makes the visit a separate service (T8.1). */
function separateService({ facts }: EncounterContext): string[] {
  const procedure = facts.surroundings.sameDayServices.some(
    (service) => isProcedure(service.type) && service.sameClinicianGroupSpecialty,
  );
  return procedure ? [SEPARATE_SERVICE_MODIFIER] : [];
}
