import { hash } from 'node:crypto';
import type { Instant } from '../../../domain/time/instant.js';
import type { TimeEntryContent, TimeSource } from './time-entry.js';

/** SHA-256 (hex) of the content. The same instant gives the same hash, whatever its offset. */
export function contentHash(content: TimeEntryContent, loggedAt: Instant | null): string {
  const { insideEncounter } = content;
  const parts = [
    content.patientId,
    content.staffId,
    content.role,
    content.program,
    content.activity,
    content.start,
    content.end,
    content.interactive,
    content.mode,
    content.participants,
    insideEncounter && [insideEncounter.code, insideEncounter.date],
    content.note,
    loggedAt,
  ];
  return hash('sha256', JSON.stringify(parts));
}

/** The sender's id if there is one, otherwise the content. */
export function entryKey(externalId: string | null, bodyHash: string): string {
  return externalId === null ? `h:${bodyHash}` : `x:${externalId}`;
}

/** An imported entry keeps its id, because ids break the last tie of rule R36. Other entries get an id from their key. */
export function entryId(key: string, source: TimeSource, externalId: string | null): string {
  if (source === 'import' && externalId !== null) return externalId;
  return idOfKey(key);
}

export function idOfKey(key: string): string {
  return `te_${hash('sha256', key, 'base64url').slice(0, 22)}`;
}
