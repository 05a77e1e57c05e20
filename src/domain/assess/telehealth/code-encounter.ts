import type { EncounterFacts } from '../../facts/encounter.js';
import { FIRST_YEAR_LOADED, isTelehealthCodeValid, LAST_YEAR_LOADED } from '../../rulebook/codes.js';
import type { LoadedFees } from '../../rulebook/payment/loaded-tables.js';
import type { ServiceKind } from '../../rulebook/telehealth/required-facts.js';
import {
  isLineWarning,
  isMissingWord,
  REFUSAL_WORDS,
  type RefusalWord,
} from '../../rulebook/telehealth/words.js';
import type { EncounterContext } from './coding-context.js';
import { contextOf } from './encounter-context.js';
import { identityGates, missingFacts } from './gates/documentation.js';
import {
  refuse,
  ruling,
  warn,
  type Refusal,
  type Ruling,
  type TelehealthAssessment,
  type Warning,
} from './line/outcome.js';
import { priceLines } from './line/price.js';
import type { PracticeTables } from './practice-tables.js';
import { REFUSAL_TEXT } from './refusal-text.js';
import { requestedWarnings } from './requested-code.js';
import { routeOf } from './route.js';
import { WARNING_TEXT } from './warning-text.js';

/** An encounter as decided by one family of codes. */
export interface CodedEncounter {
  readonly assessment: TelehealthAssessment;
  /** null: the modality or the payer is unknown, so no family could decide. */
  readonly kind: ServiceKind | null;
}

/**
 * Codes one encounter with the family that its facts point to. It lists every refusal and looks for no alternative.
 * Pure and total.
 */
export function codeEncounter(facts: EncounterFacts, practice: PracticeTables): CodedEncounter {
  const found = contextOf(facts, practice.rows);
  const context = { ...found.context, warnings: [...yearWarning(facts), ...found.context.warnings] };
  const gaps = [
    ...(found.modalityKnown ? [] : [refuse('MISSING_MODALITY', REFUSAL_TEXT.modalityUnknown)]),
    ...(found.profileKnown ? [] : [refuse('PAYER_PROFILE_MISSING', missingProfile(facts.payer))]),
  ];
  return gaps.length === 0
    ? decide(context, practice.fees)
    : { assessment: undecided(context, gaps), kind: null };
}

function decide(start: EncounterContext, fees: LoadedFees | null): CodedEncounter {
  const { kind, context, assess } = routeOf(start);
  const { facts, profile } = context;
  const purpose = purposeGate(facts);
  const found = purpose.length > 0 ? ruling([], {}) : assess(context);
  // A visit that is not covered needs no level.
  const uncovered = found.refusals.some(({ word }) => COVERAGE_WORDS.includes(word));
  const refusals = [
    ...missingFacts(context, kind).filter(({ word }) => !(uncovered && word === 'MISSING_REQUESTED_CODE')),
    ...identityGates(facts, kind),
    ...purpose,
    ...found.refusals,
    ...endedCodes(found, facts),
  ];
  const rules = [...found.rules, 'T9', 'T12'];
  const lines = refusals.length === 0 ? found.lines : [];
  const warnings = [...context.warnings, ...found.warnings, ...requestedWarnings(facts, profile, lines)];
  if (refusals.length > 0) return { assessment: refused(context, refusals, { warnings, rules }), kind };
  const assessment = {
    codes: lines,
    refusals: [],
    alternative: null,
    warnings: distinct(warnings),
    selectionBasis: found.basis,
    payment: yearWarning(facts).length > 0 ? null : priceLines(context, lines, fees),
    countableMinutes: context.minutes,
    rules,
  };
  return { assessment, kind };
}

/** The modality or the payer is unknown, so no family can decide. Everything else that is missing is still listed. */
function undecided(start: EncounterContext, gaps: readonly Refusal[]): TelehealthAssessment {
  const { kind, context, assess } = routeOf(start);
  const { facts } = context;
  const purpose = purposeGate(facts);
  const missing =
    purpose.length > 0 ? [] : assess(context).refusals.filter(({ word }) => isMissingWord(word));
  const refusals = [
    ...gaps,
    ...missingFacts(context, kind),
    ...identityGates(facts, kind),
    ...purpose,
    ...missing,
  ];
  const known = gaps.some(({ word }) => word === 'PAYER_PROFILE_MISSING') ? null : context.profile;
  const warnings = [...context.warnings, ...requestedWarnings(facts, known, [])];
  return refused(context, refusals, { warnings, rules: ['T9', 'T12'] });
}

const COVERAGE_WORDS: readonly RefusalWord[] = ['ORIGINATING_SITE', 'AUDIO_ONLY_NOT_ELIGIBLE'];

function refused(
  context: EncounterContext,
  refusals: readonly Refusal[],
  rest: { readonly warnings: readonly Warning[]; readonly rules: readonly string[] },
): TelehealthAssessment {
  return {
    codes: [],
    refusals: ordered(refusals),
    alternative: null,
    warnings: distinct(rest.warnings.filter(({ word }) => word === null || !isLineWarning(word))),
    selectionBasis: null,
    payment: null,
    countableMinutes: context.minutes,
    rules: rest.rules,
  };
}

/** One entry per word, in the order of the rulebook. */
function ordered(refusals: readonly Refusal[]): Refusal[] {
  const first = refusals.filter(
    ({ word }, index) => refusals.findIndex((each) => each.word === word) === index,
  );
  return first.sort((a, b) => (RANK.get(a.word) ?? 0) - (RANK.get(b.word) ?? 0));
}

const RANK: ReadonlyMap<string, number> = new Map(REFUSAL_WORDS.map((word, index) => [word, index]));

function distinct(warnings: readonly Warning[]): Warning[] {
  const seen = new Set<string>();
  return warnings.filter(({ word, detail }) => {
    const key = word ?? detail;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A last check: no code is reported outside its dates. */
function endedCodes({ lines }: Ruling, facts: EncounterFacts): Refusal[] {
  return lines
    .filter(({ code }) => !isTelehealthCodeValid(code, facts.dateOfService))
    .map(({ code }) => refuse('CODE_NOT_VALID_ON_DOS', code));
}

function purposeGate({ communicationPurpose: purpose }: EncounterFacts): Refusal[] {
  if (purpose === null || purpose === 'evaluation-management') return [];
  return [refuse('NOT_AN_EM_SERVICE', REFUSAL_TEXT.notEvaluation(purpose))];
}

function yearWarning({ dateOfService }: EncounterFacts): Warning[] {
  const year = Number(dateOfService.slice(0, 4));
  return year < FIRST_YEAR_LOADED || year > LAST_YEAR_LOADED
    ? [warn(`CY${dateOfService.slice(0, 4)}_RULE_NOT_LOADED`, WARNING_TEXT.yearNotLoaded)]
    : [];
}

function missingProfile(payer: string): string {
  return payer === 'medicare-advantage' ? REFUSAL_TEXT.advantagePlanUnknown : REFUSAL_TEXT.payerUnknown;
}
