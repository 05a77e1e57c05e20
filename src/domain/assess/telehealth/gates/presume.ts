import type { EncounterFacts, EncounterModality } from '../../../facts/encounter.js';
import { telehealthCode } from '../../../rulebook/codes.js';

/**
 * Guesses the modality of an encounter from facts that only one kind of service has. The guess helps to list what
 * else the record lacks. It never codes the encounter.
 */
export function presumedModality(facts: EncounterFacts): EncounterModality {
  const { role, requestDocumented, report } = facts.consultation;
  const { imageReceivedAt, imageRepliedAt, replyBusinessHours } = facts;
  if (role !== null || requestDocumented !== null || report !== null) return 'interprofessional';
  if ([imageReceivedAt, imageRepliedAt, replyBusinessHours].some((known) => known !== null))
    return 'store-and-forward';
  if (telehealthCode(facts.requestedCode ?? '')?.family === 'store and forward') return 'store-and-forward';
  if (facts.cumulativeMinutes !== null) return 'online-digital';
  return facts.discussionMinutes !== null ? 'audio-only' : 'audio-video';
}
