import { STAFF_VISIT_CODE } from '../../../rulebook/telehealth/visit-levels.js';
import { isHealthCenter, isMedicare, type EncounterContext } from '../coding-context.js';
import { medicareVisitGates, medicareVisitWarnings } from '../gates/medicare-gates.js';
import { refuse, ruling, warn, type Ruling } from '../line/outcome.js';
import { visitPlace } from '../line/place-line.js';
import { REFUSAL_TEXT } from '../refusal-text.js';
import { WARNING_TEXT } from '../warning-text.js';

/** A visit by clinical staff, incident to a physician who supervises directly (T1, T8.1; 99211). */
export function assessStaffVisit(context: EncounterContext): Ruling {
  const { coverage } = context.facts;
  // Incident-to implies supervision in person. A record that there was none by video contradicts it.
  const supervised = coverage.incidentTo === true && coverage.virtualDirectSupervision !== false;
  const eligible =
    supervised &&
    context.modality === 'audio-video' &&
    !context.profile.acceptsCpt98000 &&
    !isHealthCenter(context);
  // Medicare's enforcement discretion during the emergency covered the codes of T3, and this is not one of
  // them.
  const isNew = context.status === 'new';
  const medicare = isMedicare(context);
  const place = visitPlace(context, { codeCarriesModality: false });
  return ruling(['T1', 'T8'], {
    lines: [{ code: STAFF_VISIT_CODE, units: 1, modifiers: place.modifiers, pos: place.pos }],
    refusals: [
      ...(eligible ? [] : [refuse('PROVIDER_NOT_ELIGIBLE', notEligibleDetail(context, supervised))]),
      ...(eligible && isNew ? [refuse('ESTABLISHED_ONLY', STAFF_VISIT_CODE)] : []),
      ...(medicare ? medicareVisitGates(context) : []),
    ],
    warnings: eligible
      ? [
          warn('INCIDENT_TO_REVIEW', WARNING_TEXT.staffVisit),
          ...place.warnings,
          ...(medicare ? medicareVisitWarnings(context) : []),
        ]
      : [],
  });
}

function notEligibleDetail({ profile }: EncounterContext, supervised: boolean): string {
  if (profile.acceptsCpt98000) return REFUSAL_TEXT.modalityCodesNeedPhysician;
  return supervised ? REFUSAL_TEXT.staffVisitByTelephone : REFUSAL_TEXT.staffVisitUnsupervised;
}
