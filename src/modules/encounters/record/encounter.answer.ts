import { z } from 'zod';
import { formatInstant, type Instant } from '../../../domain/time/instant.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { assessmentAnswer } from '../coding/assessment.answer.js';
import { imageTimes, segmentOf, snapshot, storedEncounter, type Encounter } from './encounter.js';

export const encounterAnswer = storedEncounter
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
        assessment: assessmentAnswer.omit({ alternative: true }),
        snapshot,
      })
      .nullable(),
    supersededBy: z.string().nullable(),
  })
  .meta({ id: 'Encounter' });

/** An encounter as a route answers it. `supersededBy` is the amendment that superseded it; null: this version is in force. */
export type EncounterAnswer = z.output<typeof encounterAnswer>;

export function toEncounterAnswer(encounter: Encounter, supersededBy: string | null): EncounterAnswer {
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

function textOf(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
