import type { EncounterFacts } from '../../facts/encounter.js';
import {
  FIRST_YEAR_LOADED,
  isTelehealthCodeValid,
  LAST_YEAR_LOADED,
} from '../../rulebook/telehealth/codes.js';
import { telehealthProfile, type ProfileRow } from '../../rulebook/telehealth/payer-profiles.js';
import { REFUSAL_WORDS } from '../../rulebook/telehealth/words.js';
import type { EncounterContext } from './context.js';
import { countMinutes } from './countable-minutes.js';
import { identityGates, missingFacts } from './documentation.js';
import { resolveModality } from './modality.js';
import {
  refuse,
  warn,
  type Refusal,
  type Ruling,
  type TelehealthAssessment,
  type Warning,
} from './outcome.js';
import { patientStatus } from './patient-status.js';
import { priceLines } from './price.js';
import { requestedWarnings } from './requested-code.js';
import { routeOf } from './route.js';

/**
 * The codes of one virtual encounter with their reasons, or every reason why there are none. Pure and total: whatever
 * the facts lack is a refusal, and the same facts give the same answer. `practiceRows` change payer profiles by date.
 */
export function assessEncounter(
  facts: EncounterFacts,
  practiceRows: readonly ProfileRow[] = [],
): TelehealthAssessment {
  const profile = telehealthProfile(facts.payer, facts.dateOfService, practiceRows);
  const found = resolveModality(facts);
  const status = patientStatus(facts, profile?.subspecialtyForNew ?? true);
  const time = countMinutes(facts, found.modality);
  const warnings = [...yearWarning(facts), ...found.warnings, ...status.warnings, ...time.warnings];
  const seen = { facts, modality: found.modality, status: status.status, minutes: time.minutes };
  if (profile === null || found.modality === null) {
    const kind = found.modality === 'interprofessional' ? 'interprofessional' : undecidedKind(facts);
    const refusals = [
      ...missingFacts(seen, kind),
      ...identityGates(facts, kind),
      ...purposeGate(facts),
      ...(profile === null ? [refuse('PAYER_PROFILE_MISSING', missingProfile(facts.payer))] : []),
    ];
    const about = requestedWarnings(facts, profile, []);
    return refused(refusals, {
      warnings: [...warnings, ...about],
      minutes: time.minutes,
      rules: ['T9', 'T12'],
    });
  }
  const context: EncounterContext = {
    ...seen,
    modality: found.modality,
    profile,
    discussion: time.discussion,
    warnings,
  };
  return decide(context);
}

function decide(start: EncounterContext): TelehealthAssessment {
  const { kind, context, assess } = routeOf(start);
  const { facts, profile } = context;
  const purpose = purposeGate(facts);
  const found: Ruling | null = purpose.length > 0 ? null : assess(context);
  const coverage = found?.refusals ?? [];
  // A visit that nobody covers needs no level.
  const uncovered = coverage.some(
    ({ word }) => word === 'ORIGINATING_SITE' || word === 'AUDIO_ONLY_NOT_ELIGIBLE',
  );
  const missing = missingFacts(context, kind).filter(
    ({ word }) => !(uncovered && word === 'MISSING_REQUESTED_CODE'),
  );
  const refusals = [
    ...missing,
    ...identityGates(facts, kind),
    ...purpose,
    ...coverage,
    ...(found ? endedCodes(found, facts) : []),
  ];
  const rules = [...(found?.rules ?? []), 'T9', 'T12'];
  const lines = found && refusals.length === 0 ? found.lines : [];
  const warnings = [
    ...context.warnings,
    ...(found?.warnings ?? []),
    ...requestedWarnings(facts, profile, lines),
  ];
  if (!found || refusals.length > 0) return refused(refusals, { warnings, minutes: context.minutes, rules });
  return {
    codes: lines,
    refusals: [],
    warnings: distinct(warnings),
    selectionBasis: found.basis,
    payment: yearWarning(facts).length > 0 ? null : priceLines(context, lines),
    countableMinutes: context.minutes,
    rules,
  };
}

function refused(
  refusals: readonly Refusal[],
  rest: {
    readonly warnings: readonly Warning[];
    readonly minutes: number | null;
    readonly rules: readonly string[];
  },
): TelehealthAssessment {
  return {
    codes: [],
    refusals: ordered(refusals),
    warnings: distinct(rest.warnings),
    selectionBasis: null,
    payment: null,
    countableMinutes: rest.minutes,
    rules: rest.rules,
  };
}

/** One entry a word, in the order of the rulebook. */
function ordered(refusals: readonly Refusal[]): Refusal[] {
  return REFUSAL_WORDS.flatMap((word) => refusals.find((each) => each.word === word) ?? []);
}

function distinct(warnings: readonly Warning[]): Warning[] {
  const seen = new Set<string>();
  return warnings.filter(({ word, detail }) => {
    const key = word ?? detail;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** No code leaves outside its dates, whatever a family thought. */
function endedCodes({ lines }: Ruling, facts: EncounterFacts): Refusal[] {
  return lines
    .filter(({ code }) => !isTelehealthCodeValid(code, facts.dateOfService))
    .map(({ code }) => refuse('CODE_NOT_VALID_ON_DOS', code));
}

function purposeGate({ communicationPurpose: purpose }: EncounterFacts): Refusal[] {
  if (purpose === null || purpose === 'evaluation-management') return [];
  return [refuse('NOT_AN_EM_SERVICE', `${purpose} is no evaluation and management`)];
}

function yearWarning({ dateOfService }: EncounterFacts): Warning[] {
  const year = Number(dateOfService.slice(0, 4));
  return year < FIRST_YEAR_LOADED || year > LAST_YEAR_LOADED
    ? [warn(`CY${dateOfService.slice(0, 4)}_RULE_NOT_LOADED`, 'coded by the last rules known, not priced')]
    : [];
}

function missingProfile(payer: string): string {
  return payer === 'medicare-advantage'
    ? 'Medicare Advantage plans set their own telehealth billing rules'
    : 'no telehealth profile of this payer on the date';
}

/** While the family is unknown, the record shows by what it holds which facts it must hold. */
function undecidedKind(facts: EncounterFacts) {
  const { role, requestDocumented } = facts.consultation;
  if (facts.modality === null && (role !== null || requestDocumented !== null)) return 'interprofessional';
  const images = facts.modality === 'store-and-forward' || facts.replyBusinessHours !== null;
  return images ? 'store and forward' : 'not determined';
}
