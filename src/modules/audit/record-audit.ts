import { isDeepStrictEqual } from 'node:util';
import type { Versioned, VersionedChange } from '../records/versioned-records.js';
import type { AuditedChange } from './audit-entry.js';

const VERSIONS_KEPT_MAX = 20;

/** The audit entry for a batch of put records: ids, versions and the names of changed fields, never a value. */
export function auditOf<R extends Versioned>(
  entity: string,
  changes: readonly VersionedChange<R>[],
  patientIds?: readonly string[],
): AuditedChange {
  const kept = changes.slice(0, VERSIONS_KEPT_MAX);
  return {
    action: `${entity}.put`,
    entity,
    ids: changes.map(({ after }) => after.id),
    ...(patientIds && { patientIds }),
    before: kept.map(({ before, after }) => ({ id: after.id, version: before?.version ?? 0 })),
    after: kept.map(({ before, after }) => ({
      id: after.id,
      version: after.version,
      fields: before === null ? [] : changedFields(before, after),
    })),
  };
}

function changedFields(before: object, after: object): string[] {
  const old = new Map(Object.entries(before));
  return Object.entries(after)
    .filter(([field, value]) => field !== 'version' && !isDeepStrictEqual(old.get(field), value))
    .map(([field]) => field);
}
