import { recordSchema, type RecordDoc } from '../../records/record-schema.js';
import type { StoredTelehealthProfile } from './telehealth-profile.js';

export const TELEHEALTH_PROFILES = 'telehealthProfiles';

export type TelehealthProfileDoc = RecordDoc & StoredTelehealthProfile;

export const telehealthProfileSchema = recordSchema<TelehealthProfileDoc>(TELEHEALTH_PROFILES);
telehealthProfileSchema.index({ practiceId: 1, id: 1 });
