import type { ServiceKind } from '../../rulebook/telehealth/required-facts.js';
import { BRIEF_MINUTES, LONG_CHECK_IN } from '../../rulebook/telehealth/time-bands.js';
import type { EncounterContext } from './coding-context.js';
import type { Ruling } from './line/outcome.js';
import {
  assessCheckIn,
  centerUsesOneCode,
  isLongCheckIn,
  talkMinutes,
  usesTelephoneCodes,
} from './messages/check-in.js';
import { assessEVisit } from './messages/e-visit.js';
import { assessInterprofessional } from './messages/interprofessional.js';
import { assessDemonstration, assessStoreAndForward, isDemonstration } from './messages/store-and-forward.js';
import { combineSameDay, foldIntoVisit } from './visit/same-day.js';
import { levelIsSelected } from './visit/selected-level.js';
import { assessStaffVisit } from './visit/staff-visit.js';
import { assessNonEmTelephone, assessTelephone } from './visit/telephone.js';
import { assessVisit } from './visit/visit.js';

/** Which family decides, what its record must hold, and the facts as that family reads them. */
export interface Route {
  readonly kind: ServiceKind;
  readonly context: EncounterContext;
  readonly assess: (context: EncounterContext) => Ruling;
}

/** Finds the family of an encounter by its modality, its clinician and its length. */
export function routeOf(context: EncounterContext): Route {
  switch (context.modality) {
    case 'interprofessional':
      return { kind: 'interprofessional', context, assess: assessInterprofessional };
    case 'store-and-forward':
      return isDemonstration(context)
        ? {
            kind: levelIsSelected(context) ? 'visit before 2021' : 'store and forward, demonstration',
            context,
            assess: assessDemonstration,
          }
        : { kind: 'store and forward', context, assess: assessStoreAndForward };
    case 'online-digital': {
      const visit = context.facts.providerType === 'physician-qhp' ? foldIntoVisit(context) : null;
      return visit ? liveRoute(visit) : { kind: 'e-visit', context, assess: assessEVisit };
    }
    case 'audio-video':
    case 'audio-only':
    case 'in-person':
      return liveRoute(context);
  }
}

function liveRoute(alone: EncounterContext): Route {
  const { providerType } = alone.facts;
  if (providerType === 'clinical-staff')
    return alone.facts.briefCheckIn
      ? { kind: 'check-in', context: alone, assess: assessCheckIn }
      : { kind: 'staff visit', context: alone, assess: assessStaffVisit };
  if (providerType === 'qnhp-non-em' || providerType === 'behavioral-health-non-em') return nonEmRoute(alone);
  const folded = alone.facts.modality === 'online-digital';
  const { context, withVisit } = folded
    ? { context: alone, withVisit: true }
    : combineSameDay(alone, isCheckIn(alone));
  if (!withVisit && isCheckIn(context)) return { kind: 'check-in', context, assess: assessCheckIn };
  if (usesTelephoneCodes(context)) return { kind: 'telephone', context, assess: assessTelephone };
  return { kind: levelIsSelected(context) ? 'visit before 2021' : 'visit', context, assess: assessVisit };
}

/** Stated as a check-in, or a call too short for a visit: ten minutes or less with an established patient (T2.1). */
function isCheckIn(context: EncounterContext): boolean {
  const { facts, modality } = context;
  const talk = talkMinutes(context);
  if (facts.briefCheckIn)
    return (
      talk === null || talk <= BRIEF_MINUTES.max || isLongCheckIn(context, talk) || centerUsesOneCode(context)
    );
  if (modality !== 'audio-only' || context.status === 'new' || talk === null) return false;
  // Medicare had a visit code for short calls in these years.
  if (usesTelephoneCodes(context)) return false;
  return talk <= BRIEF_MINUTES.max;
}

function nonEmRoute(context: EncounterContext): Route {
  const talk = talkMinutes(context);
  const longest = LONG_CHECK_IN.minutesMax ?? Infinity;
  if (context.facts.briefCheckIn && (talk === null || talk <= longest))
    return { kind: 'check-in', context, assess: assessCheckIn };
  return context.modality === 'audio-only'
    ? { kind: 'telephone', context, assess: assessNonEmTelephone }
    : { kind: 'visit', context, assess: assessVisit };
}
