import { z } from 'zod';
import { QUARANTINE_REASONS } from '../../domain/facts/readings/record-reading.js';
import { formatInstant, type Instant } from '../../domain/time/instant.js';
import { count, dayText, instantText, pageAnswer } from '../../platform/http/answers/answer-fields.js';
import { readingInput } from './intake/reading.input.js';
import type { ReadingPage } from './reading-page.js';
import type { Decision, Reading } from './reading.js';

const decisionAnswer = z.strictObject({ by: z.string(), reason: z.string(), at: instantText });
const listedReadingAnswer = z
  .strictObject({
    id: z.string(),
    version: z.int(),
    source: z.string(),
    externalId: z.string().nullable(),
    deviceId: z.string(),
    patientId: z.string().nullable(),
    status: z.enum(['accepted', 'quarantined', 'discarded']),
    quarantineReason: z.enum(QUARANTINE_REASONS).nullable(),
    ambiguousUser: z.boolean(),
    origin: readingInput.shape.origin,
    kind: z.string(),
    takenAt: instantText,
    receivedAt: instantText,
    ingestedAt: instantText,
    serviceDay: dayText.nullable(),
    values: z.array(z.strictObject({ code: z.string(), value: z.number(), unit: z.string() })),
    setAside: z.enum(['retransmission', 'excluded', 'implausible', 'not_a_measurement']).nullable(),
    exclusion: decisionAnswer.nullable(),
    discard: decisionAnswer.nullable(),
    rawCharacters: count,
  })
  .meta({ id: 'ListedReading' });

export const readingAnswer = listedReadingAnswer
  .omit({ rawCharacters: true })
  .extend({ raw: z.string().describe('the JSON text as received') })
  .meta({ id: 'Reading' });
export type ReadingAnswer = z.output<typeof readingAnswer>;

export const readingPageAnswer = pageAnswer(listedReadingAnswer);
export type ReadingPageAnswer = z.output<typeof readingPageAnswer>;

/** A single reading as the API shows it. Instants are ISO 8601 in UTC. */
export function toReadingAnswer(reading: Reading): ReadingAnswer {
  const { takenAt, receivedAt, ingestedAt, values, exclusion, discard, ...rest } = reading;
  return {
    ...rest,
    takenAt: formatInstant(takenAt),
    receivedAt: formatInstant(receivedAt),
    ingestedAt: formatInstant(ingestedAt),
    values: [...values],
    exclusion: toDecisionAnswer(exclusion),
    discard: toDecisionAnswer(discard),
  };
}

/** Readings in a list are shown without their raw payloads. */
export function toReadingPageAnswer({ items, next }: ReadingPage): ReadingPageAnswer {
  return {
    items: items.map((reading) => {
      const { raw, ...shown } = toReadingAnswer(reading);
      return { ...shown, rawCharacters: raw.length };
    }),
    next,
  };
}

function toDecisionAnswer(decision: Decision<Instant> | null) {
  return decision && { by: decision.by, reason: decision.reason, at: formatInstant(decision.at) };
}
