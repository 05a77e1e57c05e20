import { recordSchema, type RecordDoc } from '../records/record-schema.js';
import type { RulebookRelease } from './rulebook-release.js';

export const RULEBOOK_RELEASES = 'rulebookReleases';
export type RulebookReleaseDoc = RecordDoc & RulebookRelease;

export const rulebookReleaseSchema = recordSchema<RulebookReleaseDoc>(RULEBOOK_RELEASES, {
  kind: String,
  from: String,
});
rulebookReleaseSchema.index({ practiceId: 1, kind: 1, from: 1 });
