import { NEW_PATIENT_DISCRETION } from '../../../rulebook/telehealth/medicare.js';
import {
  PATIENT_SIDE,
  SERVICE_CONDITIONS,
  VISIT_SOON_HOURS,
  type ConditionedFamily,
} from '../../../rulebook/telehealth/service-intervals.js';
import { isMedicare, type EncounterContext } from '../coding-context.js';
import { refuse, warn, type Refusal, type Warning } from '../line/outcome.js';
import { REFUSAL_TEXT } from '../refusal-text.js';
import { WARNING_TEXT } from '../warning-text.js';

export interface ConditionsFound {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}

/** Every reason against a service that is not a visit (T5, T6), in a fixed order. */
export function serviceConditions(
  context: EncounterContext,
  family: ConditionedFamily,
  name: string,
): ConditionsFound {
  const rule = SERVICE_CONDITIONS[family];
  const { facts } = context;
  const near = facts.surroundings;
  const refusals: Refusal[] = [];
  const established = rule.establishedOnly ? establishedOnly(context, name) : { refusals: [], warnings: [] };
  refusals.push(...established.refusals);
  if (rule.patientInitiated && !PATIENT_SIDE.includes(facts.initiatedBy ?? ''))
    refusals.push(refuse('NOT_PATIENT_INITIATED', REFUSAL_TEXT.notPatientInitiated(name)));
  if (rule.notAfterRelatedVisit && near.relatedEmWithin7Days === true)
    refusals.push(refuse('RELATED_EM_WITHIN_7_DAYS', REFUSAL_TEXT.bundledIntoVisit));
  if (rule.notBeforeVisit && leadsToVisit(context))
    refusals.push(refuse('LEADS_TO_VISIT_24H', REFUSAL_TEXT.beforeVisit));
  if (rule.notPostoperative && near.postoperativePeriodRelated === true)
    refusals.push(refuse('POSTOPERATIVE', REFUSAL_TEXT.postoperative));
  return { refusals, warnings: established.warnings };
}

/** Codes only for established patients. Medicare used enforcement discretion during the emergency (T3). */
export function establishedOnly(context: EncounterContext, name: string): ConditionsFound {
  if (context.status !== 'new') return { refusals: [], warnings: [] };
  const { dateOfService } = context.facts;
  const discretion =
    isMedicare(context) &&
    dateOfService >= NEW_PATIENT_DISCRETION.from &&
    dateOfService <= NEW_PATIENT_DISCRETION.to;
  return discretion
    ? { refusals: [], warnings: [warn('PHE_ENFORCEMENT_DISCRETION', WARNING_TEXT.forNewPatient(name))] }
    : { refusals: [refuse('ESTABLISHED_ONLY', name)], warnings: [] };
}

/** The soonest appointment may be days away, so the recorded answer decides. The hours decide only if there is none. */
export function leadsToVisit({ facts }: EncounterContext): boolean {
  const { leadsToVisitWithin24hOrSoonest: flag, hoursToVisit } = facts.surroundings;
  return flag ?? (hoursToVisit !== null && hoursToVisit <= VISIT_SOON_HOURS);
}
