import type { EncounterFacts } from '../../facts/encounter.js';
import {
  telehealthProfile,
  UNKNOWN_PLAN,
  type ProfileRow,
} from '../../rulebook/telehealth/payer-profiles.js';
import type { EncounterContext } from './coding-context.js';
import { presumedModality } from './gates/presume.js';
import { countMinutes } from './visit/countable-minutes.js';
import { resolveModality } from './visit/modality.js';
import { patientStatus } from './visit/patient-status.js';

export interface FoundContext {
  readonly context: EncounterContext;
  /** If false, the context rests on a guess, and nothing may be coded. */
  readonly modalityKnown: boolean;
  readonly profileKnown: boolean;
}

/** The facts with everything that follows from them: profile, modality, status and countable minutes. */
export function contextOf(facts: EncounterFacts, practiceRows: readonly ProfileRow[]): FoundContext {
  const profile = telehealthProfile(facts.payer, facts.dateOfService, practiceRows);
  const found = resolveModality(facts);
  const modality = found.modality ?? presumedModality(facts);
  const status = patientStatus(facts, profile?.subspecialtyForNew ?? true);
  const time = countMinutes(facts, modality);
  return {
    modalityKnown: found.modality !== null,
    profileKnown: profile !== null,
    context: {
      facts,
      profile: profile ?? UNKNOWN_PLAN,
      modality,
      status: status.status,
      minutes: time.minutes,
      discussion: time.discussion,
      warnings: [...found.warnings, ...status.warnings, ...time.warnings],
    },
  };
}
