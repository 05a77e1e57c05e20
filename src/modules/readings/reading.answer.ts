import { z } from 'zod';
import { QUARANTINE_REASONS } from '../../domain/facts/readings/record-reading.js';
import { formatInstant, type Instant } from '../../domain/time/instant.js';
import { count, dayText, instantText } from '../../platform/http/answers/answer-fields.js';
import { readingInput } from './intake/reading.input.js';
import type { Page } from './reading-page.js';
import type { Reading } from './reading.js';
import type { Decision } from './reading.schema.js';

const decisionAnswer = z.strictObject({ by: z.string(), reason: z.string(), at: instantText });
const listedAnswer = z
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
export const readingAnswer = listedAnswer
  .omit({ rawCharacters: true })
  .extend({ raw: z.string().describe('JSON text as it came') })
  .meta({ id: 'Reading' });
export const readingPageAnswer = z.strictObject({
  items: z.array(listedAnswer),
  nextCursor: z.string().nullable(),
});

/** A reading as the API shows it where one is asked for: instants in UTC. */
export function toFullView(reading: Reading) {
  const { takenAt, receivedAt, ingestedAt, exclusion, discard, ...rest } = reading;
  return {
    ...rest,
    takenAt: formatInstant(takenAt),
    receivedAt: formatInstant(receivedAt),
    ingestedAt: formatInstant(ingestedAt),
    exclusion: decisionView(exclusion),
    discard: decisionView(discard),
  };
}

/** The same in a list: without the raw payload. */
export function toView(reading: Reading) {
  const { raw, ...view } = toFullView(reading);
  return { ...view, rawCharacters: raw.length };
}

export function toPageView({ items, nextCursor }: Page<Reading>) {
  return { items: items.map(toView), nextCursor };
}

export type FullReading = ReturnType<typeof toFullView>;
export type ReadingPage = ReturnType<typeof toPageView>;

function decisionView(decision: Decision<Instant> | null) {
  return decision && { by: decision.by, reason: decision.reason, at: formatInstant(decision.at) };
}
