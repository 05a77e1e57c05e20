import type { VisitSpan } from '../../assess/encounters/record/codable-encounter.js';
import type { Alternative, Refusal, TelehealthLine, Warning } from '../../assess/telehealth/line/outcome.js';
import type { EncounterFacts } from '../../facts/encounter.js';

/** What an encounter's charges were decided from, as it was then, without identifiers of a person. */
export interface FrozenEncounter {
  readonly id: string;
  readonly rootId: string;
  readonly clinicianId: string;
  readonly specialty: string | null;
  /** Name of the telehealth profile that was used. */
  readonly payerProfile: string | null;
  readonly signedBy: string | null;
  readonly signedAt: string | null;
  /** The lines that the clinician signed. Later facts may have led to other lines. */
  readonly signedAs: readonly TelehealthLine[];
  /** Includes the payer, the history and the services of the day. */
  readonly facts: FrozenEncounterFacts | null;
  readonly spans: readonly VisitSpan[];
  readonly carriedBy: string | null;
  readonly assessment: FrozenAssessment | null;
}

/** The facts, with the times of images in ISO 8601 in UTC. */
export interface FrozenEncounterFacts extends Omit<EncounterFacts, 'imageReceivedAt' | 'imageRepliedAt'> {
  readonly imageReceivedAt: string | null;
  readonly imageRepliedAt: string | null;
}

export interface FrozenAssessment {
  readonly codes: readonly TelehealthLine[];
  readonly selectionBasis: string | null;
  readonly countableMinutes: number | null;
  readonly refusals: readonly Refusal[];
  readonly alternative: Alternative | null;
  readonly warnings: readonly Warning[];
  readonly geography: string | null;
  readonly rules: readonly string[];
}
