import { instant } from '../../../domain/time/instant.js';
import type { Access } from './access.js';

/**
 * One patient that one entry of the log names. The `_id` joins the ids of entry and patient, so it sorts in the order
 * of the chains.
 */
export interface AccessDoc {
  _id: string;
  practiceId: string;
  patientId: string;
  entryId: string;
  at: Date;
  action: string;
  actor: { kind: string; id: string };
}

export function fromDoc(doc: AccessDoc): Access {
  const at: unknown = doc.at;
  return {
    patientId: doc.patientId,
    entryId: doc.entryId,
    // The product never writes a row without a valid time. NaN makes it differ from every entry.
    at: instant(at instanceof Date ? at.getTime() : NaN),
    action: doc.action,
    actor: doc.actor as Access['actor'],
  };
}
