import { PHONE_93_UNCERTAIN_FROM } from '../../../rulebook/telehealth/medicare.js';
import {
  bandFor,
  NON_EM_TELEPHONE_BANDS,
  shortestBand,
  TELEPHONE_BANDS,
  type TimeBand,
} from '../../../rulebook/telehealth/time-bands.js';
import { isHealthCenter, type EncounterContext } from '../coding-context.js';
import { serviceConditions } from '../gates/conditions.js';
import { medicareVisitWarnings } from '../gates/medicare-gates.js';
import { refuse, ruling, warn, type Refusal, type Ruling } from '../line/outcome.js';
import { usualPlace, visitPlace } from '../line/place-line.js';
import { talkMinutes } from '../messages/check-in.js';
import { REFUSAL_TEXT, SERVICE_NAME } from '../refusal-text.js';
import { WARNING_TEXT } from '../warning-text.js';

/** Medicare's telephone E/M from 2020-03-01 to 2024-12-31 (T5, T7.3). */
export function assessTelephone(context: EncounterContext): Ruling {
  const talk = talkMinutes(context);
  const band = talk === null ? undefined : bandFor(TELEPHONE_BANDS, talk);
  const conditions = serviceConditions(context, 'telephone', band?.code ?? SERVICE_NAME.telephone);
  const refusals: Refusal[] = [...conditions.refusals];
  if (context.facts.providerType !== 'physician-qhp')
    refusals.push(refuse('PROVIDER_NOT_ELIGIBLE', REFUSAL_TEXT.needsPhysician(SERVICE_NAME.telephone)));
  if (context.facts.surroundings.priorEvisitInWindow === true)
    refusals.push(refuse('RELATED_EM_WITHIN_7_DAYS', REFUSAL_TEXT.eVisitReported));
  if (talk !== null && !band) refusals.push(tooShort(TELEPHONE_BANDS));
  const place = visitPlace(context, { codeCarriesModality: false, phone: true });
  const uncertain = context.facts.dateOfService >= PHONE_93_UNCERTAIN_FROM;
  return ruling(['T5', 'T7.3', 'T8.3'], {
    lines: band ? [{ code: band.code, units: 1, modifiers: place.modifiers, pos: place.pos }] : [],
    refusals,
    warnings: [
      ...conditions.warnings,
      ...place.warnings,
      ...(uncertain ? [warn('MODIFIER_93_OPTIONAL_UNCERTAIN', WARNING_TEXT.modifierUncertain)] : []),
      ...medicareVisitWarnings(context),
    ],
    basis: 'time',
  });
}

/** Telephone assessment by clinicians who cannot report E/M (T1). */
export function assessNonEmTelephone(context: EncounterContext): Ruling {
  const talk = talkMinutes(context);
  const band = talk === null ? undefined : bandFor(NON_EM_TELEPHONE_BANDS, talk);
  const conditions = serviceConditions(
    context,
    'telephone, non-E/M',
    band?.code ?? SERVICE_NAME.nonEmTelephone,
  );
  const refusals: Refusal[] = [...conditions.refusals];
  if (isHealthCenter(context)) refusals.push(refuse('PROVIDER_NOT_ELIGIBLE', REFUSAL_TEXT.centerNoTelephone));
  if (talk !== null && !band) refusals.push(tooShort(NON_EM_TELEPHONE_BANDS));
  const { modifiers, pos } = usualPlace(context);
  return ruling(['T5', 'T6.2'], {
    lines: band ? [{ code: band.code, units: 1, modifiers, pos }] : [],
    refusals,
    warnings: conditions.warnings,
    basis: 'time',
  });
}

function tooShort(table: readonly TimeBand[]): Refusal {
  const { code, minutesMin } = shortestBand(table);
  return refuse('BELOW_MINIMUM_TIME', REFUSAL_TEXT.needsMinutes(code, minutesMin));
}
