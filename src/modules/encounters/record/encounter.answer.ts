import { z } from 'zod';
import type { EncounterDecision } from '../../../domain/assess/encounters/decide-encounters.js';
import { REFUSAL_WORDS, type RefusalWord } from '../../../domain/rulebook/telehealth/words.js';
import { formatInstant } from '../../../domain/time/instant.js';
import { problemWith } from '../../../platform/errors/problem.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { assessmentAnswer, assessmentBody, type AssessmentAnswer } from '../coding/assessment.answer.js';
import {
  imageTimes,
  segmentOf,
  snapshot,
  storedEncounter,
  type Encounter,
  type Segment,
} from './encounter.js';
import { instantText as textOf } from './instant-text.js';

/** An encounter as a route answers it: instants as text, and the id of what superseded it. */
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
  /** Id of the amendment that superseded it; null: this version is in force. */
  readonly supersededBy: string | null;
}

export const encounterBody = storedEncounter
  .extend({
    ...imageTimes(instantText),
    segments: z.array(segmentOf(instantText)),
    createdAt: instantText,
    signed: z
      .strictObject({
        by: z.string(),
        at: instantText,
        payerId: z.string().nullable(),
        payerProfile: z.string().nullable(),
        assessment: assessmentBody.omit({ alternative: true }),
        snapshot,
      })
      .nullable(),
    supersededBy: z.string().nullable(),
  })
  .meta({ id: 'Encounter' });

export function encounterView(encounter: Encounter, supersededBy: string | null): EncounterView {
  return {
    ...encounter,
    segments: encounter.segments.map((segment) => ({
      ...segment,
      start: formatInstant(segment.start),
      end: segment.end === null ? null : formatInstant(segment.end),
    })),
    imageReceivedAt: textOf(encounter.imageReceivedAt),
    imageRepliedAt: textOf(encounter.imageRepliedAt),
    createdAt: formatInstant(encounter.createdAt),
    signed: encounter.signed && { ...encounter.signed, at: formatInstant(encounter.signed.at) },
    supersededBy,
  };
}

/** What finalizing would come to, or came to. */
export interface DecisionView extends AssessmentAnswer {
  /** One entry for each, in the order of the rules. */
  readonly refusals: readonly { readonly word: RefusalWord; readonly detail: string }[];
  readonly payerId: string | null;
  readonly payerProfile: string | null;
  /** The encounter whose charge also reports this one; null: it reports itself. */
  readonly carriedBy: string | null;
}

export const decisionBody = assessmentBody
  .extend({
    refusals: z.array(z.strictObject({ word: z.enum(REFUSAL_WORDS), detail: z.string() })),
    payerId: z.string().nullable(),
    payerProfile: z.string().nullable(),
    carriedBy: z.string().nullable(),
  })
  .meta({ id: 'EncounterDecision' });
/** Why nothing was locked. */
export const notFinalizedBody = problemWith(decisionBody.partial().shape);

export function decisionView({ assessment, record, carriedBy }: EncounterDecision): DecisionView {
  return {
    ...assessmentAnswer(assessment),
    refusals: assessment.refusals,
    payerId: record.payer?.payerId ?? null,
    payerProfile: record.payer?.profile ?? null,
    carriedBy,
  };
}
