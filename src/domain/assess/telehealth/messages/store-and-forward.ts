import type { EncounterFacts } from '../../../facts/encounter.js';
import { isTelehealthCodeValid } from '../../../rulebook/codes.js';
import { HEALTH_CENTER_COMMUNICATION } from '../../../rulebook/telehealth/health-centers.js';
import { DEMONSTRATION_STATES } from '../../../rulebook/telehealth/medicare.js';
import { IMAGE_CODES } from '../../../rulebook/telehealth/message-codes.js';
import { REPLY_BUSINESS_HOURS_MAX } from '../../../rulebook/telehealth/service-intervals.js';
import { HEALTH_CENTER_MINUTES_MIN } from '../../../rulebook/telehealth/time-bands.js';
import { isMedicare, type EncounterContext } from '../coding-context.js';
import { serviceConditions } from '../gates/conditions.js';
import { refuse, ruling, type Refusal, type Ruling } from '../line/outcome.js';
import { usualPlace } from '../line/place-line.js';
import { REFUSAL_TEXT } from '../refusal-text.js';
import { assessVisit } from '../visit/visit.js';
import { billableVisit, centerUsesOneCode } from './check-in.js';

/** Images or video reviewed later (T6.3). */
export function assessStoreAndForward(context: EncounterContext): Ruling {
  const { facts } = context;
  const center = centerUsesOneCode(context);
  const physician = facts.providerType === 'physician-qhp';
  const code = center
    ? HEALTH_CENTER_COMMUNICATION
    : (physician ? IMAGE_CODES.physician : IMAGE_CODES.nonEm).code;
  const conditions = serviceConditions(context, center ? 'health center' : 'store and forward', code);
  const refusals: Refusal[] = [...conditions.refusals, ...(center ? billableVisit(context) : [])];
  if (facts.providerType === 'clinical-staff' || facts.providerType === null || (center && !physician))
    refusals.push(refuse('PROVIDER_NOT_ELIGIBLE', REFUSAL_TEXT.reviewNeedsClinician));
  else if (!isTelehealthCodeValid(code, facts.dateOfService))
    refusals.push(refuse('CODE_NOT_VALID_ON_DOS', code));
  if (repliedLate(facts))
    refusals.push(refuse('LATE_RESPONSE', REFUSAL_TEXT.replyTooLate(REPLY_BUSINESS_HOURS_MAX)));
  if (center && context.minutes !== null && context.minutes < HEALTH_CENTER_MINUTES_MIN)
    refusals.push(refuse('BELOW_MINIMUM_TIME', REFUSAL_TEXT.needsMinutes(code, HEALTH_CENTER_MINUTES_MIN)));
  const { modifiers, pos } = usualPlace(context);
  return ruling(['T5', 'T6.3'], {
    lines: [{ code, units: 1, modifiers, pos }],
    refusals,
    warnings: conditions.warnings,
  });
}

/** A reply that is not on record is missing rather than late. */
export function repliedLate({ replyBusinessHours }: EncounterFacts): boolean {
  return replyBusinessHours !== null && replyBusinessHours > REPLY_BUSINESS_HOURS_MAX;
}

/** Alaska and Hawaii: store and forward takes the place of the live visit (T8.1, modifier GQ). */
export function isDemonstration(context: EncounterContext): boolean {
  const { coverage, patientLocation } = context.facts;
  return (
    isMedicare(context) &&
    coverage.federalDemonstration &&
    DEMONSTRATION_STATES.includes(patientLocation?.state ?? DEMONSTRATION_STATES[0] ?? '')
  );
}

/**
 * Decides the live visit that the images replace, with its coverage. The rules for replies and check-ins do not
 * apply.
 */
export function assessDemonstration(context: EncounterContext): Ruling {
  const found = assessVisit(context);
  return { ...found, rules: [...found.rules, 'T8.1'] };
}
