import { instant } from '../../../domain/time/instant.js';
import type { Scope } from '../../caller/principal.js';
import type { EmergencyAccess } from './emergency-access.js';

/** Nothing is ever removed from this collection. */
export interface EmergencyAccessDoc {
  _id: string;
  practiceId: string;
  id: string;
  userId: string;
  sessionId: string;
  reason: string;
  patientId: string | null;
  scopes: string[];
  openedAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
}

export function fromDoc({ _id: _key, ...doc }: EmergencyAccessDoc): EmergencyAccess {
  return {
    ...doc,
    scopes: doc.scopes as Scope[],
    openedAt: instant(doc.openedAt.getTime()),
    endsAt: instant(doc.endsAt.getTime()),
    endedAt: doc.endedAt && instant(doc.endedAt.getTime()),
  };
}
