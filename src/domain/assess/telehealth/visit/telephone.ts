import { PHONE_93_UNCERTAIN_FROM } from '../../../rulebook/telehealth/medicare.js';
import { bandFor, NON_EM_TELEPHONE_BANDS, TELEPHONE_BANDS } from '../../../rulebook/telehealth/time-bands.js';
import { isHealthCenter, type EncounterContext } from '../coding-context.js';
import { serviceConditions } from '../gates/conditions.js';
import { medicareVisitWarnings } from '../gates/medicare-gates.js';
import { refuse, ruling, warn, type Refusal, type Ruling } from '../line/outcome.js';
import { usualPlace, visitPlace } from '../line/place-line.js';
import { talkMinutes } from '../messages/check-in.js';

/** Medicare's telephone E/M from 2020-03-01 to 2024-12-31 (T5, T7.3). */
export function assessTelephone(context: EncounterContext): Ruling {
  const talk = talkMinutes(context);
  const band = talk === null ? undefined : bandFor(TELEPHONE_BANDS, talk);
  const conditions = serviceConditions(context, 'telephone', band?.code ?? '99441-99443');
  const refusals: Refusal[] = [...conditions.refusals];
  if (context.facts.providerType !== 'physician-qhp')
    refusals.push(refuse('PROVIDER_NOT_ELIGIBLE', '99441-99443 need a physician/QHP'));
  if (context.facts.surroundings.priorEvisitInWindow === true)
    refusals.push(refuse('RELATED_EM_WITHIN_7_DAYS', 'an e-visit was reported for the same problem'));
  if (talk !== null && !band) refusals.push(refuse('BELOW_MINIMUM_TIME', '99441 needs 5 min'));
  const place = visitPlace(context, { codeCarriesModality: false, phone: true });
  const uncertain = context.facts.dateOfService >= PHONE_93_UNCERTAIN_FROM;
  return ruling(['T5', 'T7.3', 'T8.3'], {
    lines: band ? [{ code: band.code, units: 1, modifiers: place.modifiers, pos: place.pos }] : [],
    refusals,
    warnings: [
      ...conditions.warnings,
      ...place.warnings,
      ...(uncertain ? [warn('MODIFIER_93_OPTIONAL_UNCERTAIN', 'sources differ')] : []),
      ...medicareVisitWarnings(context),
    ],
    basis: 'time',
  });
}

/** Telephone assessment by clinicians who cannot report E/M (T1). */
export function assessNonEmTelephone(context: EncounterContext): Ruling {
  const talk = talkMinutes(context);
  const band = talk === null ? undefined : bandFor(NON_EM_TELEPHONE_BANDS, talk);
  const conditions = serviceConditions(context, 'telephone, non-E/M', band?.code ?? '98966-98968');
  const refusals: Refusal[] = [...conditions.refusals];
  if (isHealthCenter(context))
    refusals.push(refuse('PROVIDER_NOT_ELIGIBLE', 'an FQHC/RHC reports no telephone assessment'));
  if (talk !== null && !band) refusals.push(refuse('BELOW_MINIMUM_TIME', '98966 needs 5 min'));
  const { modifiers, pos } = usualPlace(context);
  return ruling(['T5', 'T6.2'], {
    lines: band ? [{ code: band.code, units: 1, modifiers, pos }] : [],
    refusals,
    warnings: conditions.warnings,
    basis: 'time',
  });
}
