import type { EncounterDecision } from '../../domain/assess/encounters/decide-encounters.js';
import { formatInstant } from '../../domain/time/instant.js';
import { instantText } from './instant-text.js';
import { assessmentAnswer, type AssessmentAnswer } from './assessment-answer.js';
import type { Encounter, Segment } from './encounter.js';

/** An encounter as answers show it: instants as text, and what took its place. */
export interface EncounterView extends Omit<
  Encounter,
  'segments' | 'imageReceivedAt' | 'imageRepliedAt' | 'createdAt' | 'signed'
> {
  readonly imageReceivedAt: string | null;
  readonly imageRepliedAt: string | null;
  readonly segments: readonly (Omit<Segment, 'start' | 'end'> & {
    readonly start: string;
    readonly end: string | null;
  })[];
  readonly createdAt: string;
  readonly signed: (Omit<NonNullable<Encounter['signed']>, 'at'> & { readonly at: string }) | null;
  /** Id of the amendment that stands in its place; null: it stands itself. */
  readonly supersededBy: string | null;
}

export function encounterView(encounter: Encounter, supersededBy: string | null): EncounterView {
  return {
    ...encounter,
    segments: encounter.segments.map((segment) => ({
      ...segment,
      start: formatInstant(segment.start),
      end: segment.end === null ? null : formatInstant(segment.end),
    })),
    imageReceivedAt: instantText(encounter.imageReceivedAt),
    imageRepliedAt: instantText(encounter.imageRepliedAt),
    createdAt: formatInstant(encounter.createdAt),
    signed: encounter.signed && { ...encounter.signed, at: formatInstant(encounter.signed.at) },
    supersededBy,
  };
}

/** What finalising would come to, or came to. */
export interface DecisionView extends AssessmentAnswer {
  /** Each on its own, in the order of the rules. */
  readonly refusals: readonly { readonly word: string; readonly detail: string }[];
  readonly payerId: string | null;
  readonly payerProfile: string | null;
  /** The encounter whose charge reports this one too; null: it reports itself. */
  readonly carriedBy: string | null;
}

export function decisionView({ assessment, record, carriedBy }: EncounterDecision): DecisionView {
  return {
    ...assessmentAnswer(assessment),
    refusals: assessment.refusals,
    payerId: record.payer?.payerId ?? null,
    payerProfile: record.payer?.profile ?? null,
    carriedBy,
  };
}
