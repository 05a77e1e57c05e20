import { isTelehealthCodeValid } from '../../../rulebook/codes.js';
import {
  HEALTH_CENTER_COMMUNICATION,
  healthCenterCommunication,
} from '../../../rulebook/telehealth/health-centers.js';
import { isHealthCenter, type EncounterContext } from '../coding-context.js';

/** Brief check-in codes of clinicians who may report E/M, the newest first. */
const BRIEF_CODES = ['98016', 'G2012'] as const;
/** … and of those who may not. */
export const BRIEF_CODE_NON_EM = 'G2251';

/** The brief check-in code of the date and the setting; null when the date has none. */
export function briefCode(context: EncounterContext): string | null {
  const { dateOfService, providerType } = context.facts;
  if (isHealthCenter(context) && healthCenterCommunication(dateOfService) === 'G0071')
    return HEALTH_CENTER_COMMUNICATION;
  const codes = providerType === 'physician-qhp' ? BRIEF_CODES : [BRIEF_CODE_NON_EM];
  return codes.find((code) => isTelehealthCodeValid(code, dateOfService)) ?? null;
}
