import type { AuditEntryDoc } from '../../../src/modules/audit/audit-entry.doc.js';
import { storedLine } from '../../../src/modules/audit/chain/stored-line.js';
import { LogVerifier } from '../../../src/modules/audit/verify/log-verifier.js';
import type { StoredImage } from './stored-image.js';

/** Lists what is wrong with the audit chains of every practice in a stored image. */
export async function chainFaults(image: StoredImage): Promise<string[]> {
  if (!image.has('auditEntries')) return [];
  const verifiers = new Map<string, LogVerifier>();
  for (const doc of await image.documents<AuditEntryDoc>('auditEntries')) {
    const verifier = verifiers.get(doc.practiceId) ?? new LogVerifier();
    verifiers.set(doc.practiceId, verifier);
    verifier.line(Buffer.from(storedLine(doc.practiceId, doc)));
  }
  // Not an export, so there is no statement at the end.
  return [...verifiers.values()]
    .flatMap((verifier) => verifier.end().discrepancies)
    .filter(({ kind }) => kind !== 'cut-short')
    .map(({ kind, writer, seq, what }) => `${kind} ${writer} ${seq}: ${what}`);
}
