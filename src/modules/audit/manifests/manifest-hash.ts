import { hashOf, NO_HASH } from '../chain/canonical-entry.js';
import { splitSigned } from '../chain/signed-line.js';
import type { StoredManifest } from './audit-manifest.js';

/** What the manifest behind this one names: SHA-256 (hex) of what is signed of it. */
export function manifestHash(manifest: Pick<StoredManifest, 'line'> | undefined): string {
  if (manifest === undefined) return NO_HASH;
  const line = Buffer.from(manifest.line);
  return hashOf(splitSigned(line)?.signed ?? line);
}
