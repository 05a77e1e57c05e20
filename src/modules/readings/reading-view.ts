import { formatInstant, type Instant } from '../../domain/time/instant.js';
import type { Page } from './reading-page.js';
import type { Reading } from './reading.js';
import type { Decision } from './reading.schema.js';

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
