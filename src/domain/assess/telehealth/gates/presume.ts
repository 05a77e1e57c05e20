import type { EncounterFacts, EncounterModality } from '../../../facts/encounter.js';
import { telehealthCode } from '../../../rulebook/codes.js';

/**
 * What an encounter without a recorded modality looks like, from the facts that only one kind of service has. Used to
 * name everything else that its record lacks, never to code it.
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
