import { hashOf, NO_HASH } from '../chain/canonical-entry.js';
import { splitSigned } from '../chain/signed-line.js';
import type { StoredManifest } from './audit-manifest.js';

/** SHA-256 (hex) of the signed part of a manifest. The next manifest names it. */
export function manifestHash(manifest: Pick<StoredManifest, 'line'> | undefined): string {
  if (manifest === undefined) return NO_HASH;
  const line = Buffer.from(manifest.line);
  return hashOf(splitSigned(line)?.signed ?? line);
}
