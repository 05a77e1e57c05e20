import type { EncounterFacts, EncounterModality } from '../../../facts/encounter.js';
import { warn, type Warning } from '../line/outcome.js';
import { WARNING_TEXT } from '../warning-text.js';

export interface ModalityFound {
  readonly modality: EncounterModality | null;
  readonly warnings: readonly Warning[];
}

/** A visit that changed its modality counts as the modality of most of its interactive time (T5). */
export function resolveModality(facts: EncounterFacts): ModalityFound {
  if (facts.modality !== 'mixed') return { modality: facts.modality, warnings: [] };
  const video = facts.modalityMinutes['audio-video'] ?? 0;
  const audio = facts.modalityMinutes['audio-only'] ?? 0;
  if (video + audio <= 0) return { modality: null, warnings: [] };
  if (video > audio)
    return {
      modality: 'audio-video',
      warnings: [warn('MODALITY_MAJORITY_VIDEO', WARNING_TEXT.mostlyVideo(video, video + audio))],
    };
  // An equal share is not a majority for video, so the lower-paid modality applies.
  return {
    modality: 'audio-only',
    warnings: [warn('MODALITY_MAJORITY_AUDIO', WARNING_TEXT.mostlyAudio)],
  };
}
