import { isTelehealthCodeValid } from '../../../rulebook/codes.js';
import {
  HEALTH_CENTER_COMMUNICATION,
  healthCenterCommunication,
} from '../../../rulebook/telehealth/health-centers.js';
import { audioOnlyRule } from '../../../rulebook/telehealth/medicare.js';
import { BRIEF_CODE_NON_EM } from '../../../rulebook/telehealth/message-codes.js';
import {
  bandFor,
  BRIEF_MINUTES,
  HEALTH_CENTER_MINUTES_MIN,
  LONG_CHECK_IN,
  NON_EM_TELEPHONE_BANDS,
  TELEPHONE_BANDS,
} from '../../../rulebook/telehealth/time-bands.js';
import { isHealthCenter, isMedicare, tableStatus, type EncounterContext } from '../coding-context.js';
import { serviceConditions } from '../gates/conditions.js';
import { briefCode } from '../line/brief-code.js';
import { refuse, ruling, warn, type Refusal, type Ruling, type Warning } from '../line/outcome.js';
import { usualPlace } from '../line/place-line.js';
import { REFUSAL_TEXT, SERVICE_NAME } from '../refusal-text.js';
import { levelIsSelected } from '../visit/selected-level.js';
import { visitLevel } from '../visit/visit-level.js';
import { visitFamily } from '../visit/visit.js';
import { WARNING_TEXT } from '../warning-text.js';

const RULES = ['T5', 'T6.4'];

/** Minutes of a call or a video that count for a check-in; null if none were recorded. */
export function talkMinutes({ discussion, minutes }: EncounterContext): number | null {
  return discussion ?? minutes;
}

/** Does Medicare's longer check-in cover this many minutes on the date? */
export function isLongCheckIn(context: EncounterContext, talk: number): boolean {
  return (
    isMedicare(context) &&
    !isHealthCenter(context) &&
    isTelehealthCodeValid(LONG_CHECK_IN.code, context.facts.dateOfService) &&
    talk >= LONG_CHECK_IN.minutesMin &&
    talk <= (LONG_CHECK_IN.minutesMax ?? Infinity)
  );
}

/** Check-ins of five to ten minutes, and Medicare's longer one (T5, T6.4). */
export function assessCheckIn(context: EncounterContext): Ruling {
  const { providerType } = context.facts;
  if (providerType === 'physician-qhp') return physicianCheckIn(context);
  if (providerType === 'qnhp-non-em' || providerType === 'behavioral-health-non-em')
    return isHealthCenter(context)
      ? notEligible(context, SERVICE_NAME.centerCheckIns)
      : nonEmCheckIn(context);
  return notEligible(context, SERVICE_NAME.checkIns);
}

function physicianCheckIn(context: EncounterContext): Ruling {
  const talk = talkMinutes(context);
  const long = talk !== null && context.facts.briefCheckIn && isLongCheckIn(context, talk);
  const code = long ? LONG_CHECK_IN.code : briefCode(context);
  const center = code === HEALTH_CENTER_COMMUNICATION;
  const conditions = serviceConditions(
    context,
    center ? 'health center' : 'check-in',
    code ?? SERVICE_NAME.checkIn,
  );
  const refusals: Refusal[] = [...conditions.refusals, ...(center ? billableVisit(context) : [])];
  const minimum = center ? HEALTH_CENTER_MINUTES_MIN : BRIEF_MINUTES.min;
  if (code === null) refusals.push(refuse('CODE_NOT_VALID_ON_DOS', REFUSAL_TEXT.noCheckInCode));
  else if (talk !== null && talk < minimum)
    refusals.push(refuse('BELOW_MINIMUM_TIME', REFUSAL_TEXT.needsMinutes(code, minimum)));
  return ruling(RULES, {
    lines: code === null ? [] : [line(context, code)],
    refusals,
    warnings: [...conditions.warnings, ...visitWarnings(context, { talk, long })],
    basis: 'time',
  });
}

function line(context: EncounterContext, code: string) {
  const { modifiers, pos } = usualPlace(context);
  return { code, units: 1, modifiers, pos };
}

/** The visit code, or Medicare's telephone code on the date, that the same contact would earn. */
function visitWarnings(
  context: EncounterContext,
  { talk, long }: { readonly talk: number | null; readonly long: boolean },
): Warning[] {
  if (isHealthCenter(context)) return [];
  const level = levelIsSelected(context)
    ? null
    : visitLevel({
        family: visitFamily(context),
        status: tableStatus(context),
        mdm: context.facts.mdm,
        minutes: context.minutes,
      });
  const audio = context.modality === 'audio-only';
  const visit = long || !audio ? level?.code : undefined;
  // Office codes did not apply to calls while the telephone codes were in force (T7.3).
  const instead = usesTelephoneCodes(context) ? bandFor(TELEPHONE_BANDS, talk ?? 0)?.code : visit;
  const tooShort = level !== null && audio && !long && talk !== null;
  return [
    ...(instead === undefined ? [] : [warn(`ALTERNATIVE:${instead}`)]),
    ...(tooShort ? [warn('AUDIO_DISCUSSION_NOT_OVER_10', WARNING_TEXT.discussionMinutes(talk))] : []),
  ];
}

/** Is a call a Medicare telephone E/M on the date? A health center has none. */
export function usesTelephoneCodes(context: EncounterContext): boolean {
  return (
    context.modality === 'audio-only' &&
    isMedicare(context) &&
    !isHealthCenter(context) &&
    audioOnlyRule(context.facts.dateOfService) === 'telephone codes'
  );
}

/** A health center needs a billable visit in the year before (T6.6). */
export function billableVisit({ facts }: EncounterContext): Refusal[] {
  return facts.coverage.billableVisitWithinYear === true
    ? []
    : [refuse('ESTABLISHED_ONLY', REFUSAL_TEXT.centerVisitRequired)];
}

export function centerUsesOneCode(context: EncounterContext): boolean {
  return (
    isHealthCenter(context) &&
    healthCenterCommunication(context.facts.dateOfService) === HEALTH_CENTER_COMMUNICATION
  );
}

/** Clinicians who cannot report E/M have only the short check-in. */
function nonEmCheckIn(context: EncounterContext): Ruling {
  const talk = talkMinutes(context);
  const code = briefCode(context);
  const conditions = serviceConditions(context, 'check-in', BRIEF_CODE_NON_EM.code);
  const refusals: Refusal[] = [...conditions.refusals];
  const audio = context.modality === 'audio-only';
  const other = talk === null || !audio ? undefined : bandFor(NON_EM_TELEPHONE_BANDS, talk);
  if (talk !== null && talk > BRIEF_MINUTES.max)
    refusals.push(refuse('PROVIDER_NOT_ELIGIBLE', REFUSAL_TEXT.onlyForPhysician(LONG_CHECK_IN.code)));
  else if (code === null)
    refusals.push(refuse('CODE_NOT_VALID_ON_DOS', REFUSAL_TEXT.startsIn2021(BRIEF_CODE_NON_EM.code)));
  else if (talk !== null && talk < BRIEF_MINUTES.min)
    refusals.push(refuse('BELOW_MINIMUM_TIME', REFUSAL_TEXT.needsMinutes(code, BRIEF_MINUTES.min)));
  return ruling(RULES, {
    lines: code === null ? [] : [line(context, code)],
    refusals,
    warnings: [...conditions.warnings, ...(other ? [warn(`ALTERNATIVE:${other.code}`)] : [])],
    basis: 'time',
  });
}

function notEligible(context: EncounterContext, what: string): Ruling {
  const { refusals, warnings } = serviceConditions(context, 'check-in', SERVICE_NAME.checkIn);
  return ruling(RULES, {
    refusals: [refuse('PROVIDER_NOT_ELIGIBLE', REFUSAL_TEXT.needsPhysician(what)), ...refusals],
    warnings,
  });
}
