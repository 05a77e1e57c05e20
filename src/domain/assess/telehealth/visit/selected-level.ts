import { isTelehealthCodeValid, telehealthCode } from '../../../rulebook/codes.js';
import { LEVELS_COMPUTED_FROM } from '../../../rulebook/telehealth/visit-levels.js';
import { isHealthCenter, type EncounterContext } from '../coding-context.js';
import { lawWarnings } from '../gates/medicare-gates.js';
import { refuse, ruling, warn, type Refusal, type Ruling } from '../line/outcome.js';
import { visitPlace } from '../line/place-line.js';
import { REFUSAL_TEXT } from '../refusal-text.js';
import { WARNING_TEXT } from '../warning-text.js';

/** Is this an office visit before 2021, when the clinician selected the level? A health center reports no level. */
export function levelIsSelected(context: EncounterContext): boolean {
  return context.facts.dateOfService < LEVELS_COMPUTED_FROM && !isHealthCenter(context);
}

/** Before 2021, the clinician's own office level is used, and only its dates are checked (T2.1). */
export function selectedByClinician(context: EncounterContext, gates: readonly Refusal[]): Ruling {
  const { requestedCode, dateOfService } = context.facts;
  const rules = ['T2.1', 'T7', 'T8'];
  if (requestedCode === null) return ruling(rules, { refusals: gates });
  const isOffice = telehealthCode(requestedCode)?.family === 'office visit';
  if (!isOffice || !isTelehealthCodeValid(requestedCode, dateOfService)) {
    const word = isTelehealthCodeValid(requestedCode, dateOfService)
      ? 'MISSING_REQUESTED_CODE'
      : 'CODE_NOT_VALID_ON_DOS';
    const detail = REFUSAL_TEXT.noOfficeLevel(requestedCode, dateOfService);
    return ruling(rules, { refusals: [...gates, refuse(word, detail)] });
  }
  const place = visitPlace(context, { codeCarriesModality: false });
  return ruling(rules, {
    lines: [{ code: requestedCode, units: 1, modifiers: place.modifiers, pos: place.pos }],
    refusals: gates,
    warnings: [
      warn('PRE_2021_LEVEL_NOT_COMPUTED', WARNING_TEXT.levelAsRequested(requestedCode)),
      ...place.warnings,
      ...lawWarnings(context),
    ],
  });
}
