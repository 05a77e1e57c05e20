import { instant } from '../../../domain/time/instant.js';
import type { Session } from './session.js';

/** The `_id` is the hash of the session token. */
export interface SessionDoc {
  _id: string;
  id: string;
  practiceId: string;
  userId: string;
  epoch: number;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  address: string;
  agent: string | null;
  emergencyId: string | null;
}

export function fromDoc(doc: SessionDoc): Session {
  return {
    id: doc.id,
    practiceId: doc.practiceId,
    userId: doc.userId,
    epoch: doc.epoch,
    createdAt: instant(doc.createdAt.getTime()),
    lastSeenAt: instant(doc.lastSeenAt.getTime()),
    expiresAt: instant(doc.expiresAt.getTime()),
    address: doc.address,
    agent: doc.agent,
    emergencyId: doc.emergencyId ?? null,
  };
}
