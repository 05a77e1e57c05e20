import { statedFacts } from '../../../domain/assess/encounters/record/stated-facts.js';
import type { EncounterFacts } from '../../../domain/facts/encounter.js';
import { offsetMillisOf, parseInstant, type Instant } from '../../../domain/time/instant.js';
import type { AssessInput } from './assess.input.js';

/** The facts of one encounter as a caller states them. A business day begins by the offset that the times carry. */
export function assessInputFacts(input: AssessInput): EncounterFacts {
  const { imageReceivedAt, imageRepliedAt } = input;
  return statedFacts(input, {
    receivedAt: instantOf(imageReceivedAt),
    repliedAt: instantOf(imageRepliedAt),
    calendar: { offsetMillis: imageReceivedAt ? offsetMillisOf(imageReceivedAt) : 0 },
  });
}

function instantOf(text: string | null | undefined): Instant | null {
  return text === null || text === undefined ? null : parseInstant(text);
}
