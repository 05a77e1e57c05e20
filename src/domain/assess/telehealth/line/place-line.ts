import {
  CRITICAL_ACCESS_MODIFIER,
  DEMONSTRATION_MODIFIER,
  FACILITY_RATE_FROM,
  lineRule,
  STROKE_MODIFIER,
} from '../../../rulebook/telehealth/medicare.js';
import { MODIFIER_93_FROM } from '../../../rulebook/telehealth/payer-profiles.js';
import {
  IN_PERSON_POS,
  isHomeLike,
  OTHER_TELEHEALTH_POS,
  telehealthPos,
} from '../../../rulebook/telehealth/places.js';
import {
  isCriticalAccess,
  isHealthCenter,
  isMedicare,
  settingInUs,
  type EncounterContext,
} from '../coding-context.js';
import { WARNING_TEXT } from '../warning-text.js';
import { warn, type Warning } from './outcome.js';

/** The modifiers and the place of service of a line, with the warnings about them. */
export interface Placement {
  readonly modifiers: readonly string[];
  readonly pos: string | null;
  readonly warnings: readonly Warning[];
}

/** For services that are not telehealth visits: the clinician's usual place and no modifier (T6.4). */
export function usualPlace(context: EncounterContext): Placement {
  const { providerSite } = context.facts;
  const ub04 = isHealthCenter(context) || isCriticalAccess(context);
  return { modifiers: [], pos: ub04 ? null : IN_PERSON_POS[providerSite], warnings: [] };
}

/** The place and modifiers of a telehealth visit (T8, T8.2). `phone`: Medicare's telephone codes. */
export function visitPlace(
  context: EncounterContext,
  line: { codeCarriesModality: boolean; phone?: boolean },
): Placement {
  if (context.modality === 'in-person') return usualPlace(context);
  return isMedicare(context)
    ? medicarePlace(context, line.phone ?? false)
    : planPlace(context, line.codeCarriesModality);
}

function medicarePlace(context: EncounterContext, phone: boolean): Placement {
  const { facts } = context;
  const setting = settingInUs(context) ?? 'home';
  const audio = context.modality === 'audio-only';
  const forwarded = context.modality === 'store-and-forward';
  const stroke = facts.coverage.acuteStroke && !audio ? [STROKE_MODIFIER] : [];
  if (isCriticalAccess(context)) {
    const live = audio ? medicareLine(context, setting, phone).modality : CRITICAL_ACCESS_MODIFIER;
    const modality = forwarded ? DEMONSTRATION_MODIFIER : live;
    return {
      modifiers: [...stroke, ...(modality === null ? [] : [modality])],
      pos: null,
      warnings: [warn(null, WARNING_TEXT.criticalAccessLine)],
    };
  }
  const { pos, modality } = forwarded
    ? { pos: telehealthPos(setting, facts.dateOfService), modality: DEMONSTRATION_MODIFIER }
    : medicareLine(context, setting, phone);
  const facilityRate = pos === OTHER_TELEHEALTH_POS && facts.dateOfService >= FACILITY_RATE_FROM;
  return {
    modifiers: [...stroke, ...(modality === null ? [] : [modality])],
    pos,
    warnings: facilityRate ? [warn('FACILITY_RATE', WARNING_TEXT.facilityRate)] : [],
  };
}

/** Medicare's claim line by date of service (T8.3). */
function medicareLine(
  { facts, modality, profile }: EncounterContext,
  setting: string,
  phone: boolean,
): { readonly pos: string; readonly modality: string | null } {
  const rule = lineRule(facts.dateOfService);
  const audio = modality === 'audio-only';
  const pos =
    rule.pos === 'in-person'
      ? IN_PERSON_POS[facts.providerSite]
      : rule.pos === '02'
        ? OTHER_TELEHEALTH_POS
        : telehealthPos(setting, facts.dateOfService);
  const hospital =
    !audio && facts.providerSite === 'hospital' && isHomeLike(setting) ? rule.hospitalModifier : null;
  const video = rule.videoModifier ?? hospital ?? profile.avModifier;
  return { pos, modality: phone ? rule.phoneModifier : audio ? rule.audioModifier : video };
}

function planPlace(context: EncounterContext, codeCarriesModality: boolean): Placement {
  const { facts, profile } = context;
  const day = facts.dateOfService;
  const audio = context.modality === 'audio-only';
  const byPlace = telehealthPos(settingInUs(context) ?? 'home', day);
  const pos = profile.pos === 'by-place' ? byPlace : profile.pos;
  const bare = codeCarriesModality && !profile.modifierOn98000;
  const modifier = bare ? null : audio ? audioModifier(context) : profile.avModifier;
  const warnings: Warning[] = [];
  if (pos !== byPlace) warnings.push(warn('PLAN_POS_OVERRIDE', WARNING_TEXT.planPlace(pos, byPlace)));
  if (profile.codeList !== null)
    warnings.push(warn(`CODE_MUST_BE_ON_${profile.codeList}_LIST`, WARNING_TEXT.listNotHeld));
  if (audio && modifier === '93' && !profile.named)
    warnings.push(warn('CONFIRM_PLAN_AUDIO_ONLY_LIST', WARNING_TEXT.confirmAudioList));
  return { modifiers: modifier === null ? [] : [modifier], pos, warnings };
}

/** Modifier 93 did not exist before 2022. Until then, plans that paid a call used the telehealth modifier. */
function audioModifier({ facts, profile }: EncounterContext): string | null {
  return facts.dateOfService >= MODIFIER_93_FROM ? profile.audioModifier : profile.avModifier;
}
