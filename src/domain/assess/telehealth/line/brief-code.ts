import { isTelehealthCodeValid } from '../../../rulebook/codes.js';
import {
  HEALTH_CENTER_COMMUNICATION,
  healthCenterCommunication,
} from '../../../rulebook/telehealth/health-centers.js';
import { BRIEF_CODE_NON_EM, BRIEF_CODES } from '../../../rulebook/telehealth/message-codes.js';
import { isHealthCenter, type EncounterContext } from '../coding-context.js';

/** The brief check-in code for the date and the setting; null if the date has none. */
export function briefCode(context: EncounterContext): string | null {
  const { dateOfService, providerType } = context.facts;
  if (isHealthCenter(context) && healthCenterCommunication(dateOfService) === HEALTH_CENTER_COMMUNICATION)
    return HEALTH_CENTER_COMMUNICATION;
  const codes = providerType === 'physician-qhp' ? BRIEF_CODES : [BRIEF_CODE_NON_EM];
  return codes.find(({ code }) => isTelehealthCodeValid(code, dateOfService))?.code ?? null;
}
