import type { EncounterFacts } from '../../facts/encounter.js';
import { isTelehealthCodeValid, medicarePays, telehealthCode } from '../../rulebook/codes.js';
import {
  HEALTH_CENTER_COMMUNICATION,
  HEALTH_CENTER_VISIT,
} from '../../rulebook/telehealth/health-centers.js';
import type { TelehealthProfile } from '../../rulebook/telehealth/payer-profiles.js';
import { warn, type TelehealthLine, type Warning } from './line/outcome.js';
import { WARNING_TEXT } from './warning-text.js';

/** Compares the code that the clinician requested with what the facts earn (T12.2). */
export function requestedWarnings(
  facts: EncounterFacts,
  profile: TelehealthProfile | null,
  lines: readonly TelehealthLine[],
): Warning[] {
  return [...codeWarnings(facts, profile, lines), ...placeWarnings(facts, lines)];
}

function codeWarnings(
  facts: EncounterFacts,
  profile: TelehealthProfile | null,
  lines: readonly TelehealthLine[],
): Warning[] {
  const code = facts.requestedCode;
  if (code === null || lines.some((line) => line.code === code)) return [];
  const known = telehealthCode(code);
  if (known && !isTelehealthCodeValid(code, facts.dateOfService))
    return [
      warn(
        'CODE_NOT_VALID_ON_DOS',
        facts.dateOfService < known.from
          ? WARNING_TEXT.codeBegins(code, known.from)
          : WARNING_TEXT.codeEnded(code, known.to ?? ''),
      ),
    ];
  const why = profile ? notRecognized(code, facts, profile) : null;
  if (why !== null) return why;
  const centerOnly =
    (code === HEALTH_CENTER_COMMUNICATION || code === HEALTH_CENTER_VISIT) &&
    facts.billingEntity !== 'fqhc' &&
    facts.billingEntity !== 'rhc';
  return [
    ...(centerOnly ? [warn(null, WARNING_TEXT.centerOnly(code))] : []),
    ...(lines.length > 0 ? [warn('REQUESTED_CODE_REPLACED', WARNING_TEXT.codeReplaced(code, lines))] : []),
  ];
}

function notRecognized(code: string, facts: EncounterFacts, profile: TelehealthProfile): Warning[] | null {
  const family = telehealthCode(code)?.family;
  if (profile.kind === 'medicare')
    return family === undefined || medicarePays(code, facts.dateOfService)
      ? null
      : [warn('PAYER_DOES_NOT_RECOGNIZE', WARNING_TEXT.medicareStatusI(code))];
  const modalityInCode = family === 'audio-video visit' || family === 'audio-only visit';
  if (modalityInCode && !profile.acceptsCpt98000)
    return [warn('PAYER_DOES_NOT_RECOGNIZE', WARNING_TEXT.planTakesOfficeCodes(code))];
  if (family === 'office visit' && profile.deniesOfficeCodes)
    return [
      warn('PAYER_DOES_NOT_RECOGNIZE', WARNING_TEXT.byTelehealth(code)),
      warn(null, WARNING_TEXT.officeCodesDenied),
    ];
  return null;
}

function placeWarnings({ requestedPos }: EncounterFacts, [first]: readonly TelehealthLine[]): Warning[] {
  return requestedPos === null || !first || first.pos === requestedPos
    ? []
    : [warn('POS_CORRECTED', WARNING_TEXT.placeCorrected(requestedPos, first.pos))];
}
