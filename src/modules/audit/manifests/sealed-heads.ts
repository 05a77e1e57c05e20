import type { AuditManifest, StoredManifest } from './audit-manifest.js';

/** The last sealed entry of each chain, by writer. @param manifests of one practice, in order */
export function sealedHeads(manifests: readonly StoredManifest[]): ReadonlyMap<string, number> {
  const sealed = new Map<string, number>();
  for (const { line } of manifests)
    for (const { writer, seq } of (JSON.parse(line) as AuditManifest).writers) sealed.set(writer, seq);
  return sealed;
}
