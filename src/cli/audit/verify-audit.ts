import { createReadStream } from 'node:fs';
import type { AccessVerification } from '../../modules/audit/accesses/access-verification.answer.js';
import type { TrustedKeys, Verification } from '../../modules/audit/verify/verification.js';
import { verifyExport } from '../../modules/audit/verify/verify-export.js';
import { Config, ConfigError } from '../../platform/config/config.js';
import { findKeyRing } from '../../platform/crypto/keys/open-key-ring.js';
import { LogSigner } from '../../platform/crypto/log-signer.js';
import { withLocalApi } from '../app/with-local-api.js';
import { CliError } from '../cli-error.js';

/** Verifies an export. @param keys the keys that must have signed it; null: the installation's keys, if it has any here */
export function verifyFile(file: string, keys: readonly string[] | null): Promise<Verification> {
  return verifyExport(createReadStream(file), keys === null ? installedKeys() : trusted(keys));
}

/** Verifies the log in the store entry by entry as it is read, and checks the accesses of patients against it. */
export function verifyStore(options: {
  readonly practice?: string;
  readonly key?: readonly string[];
}): Promise<Verification & { readonly accesses: AccessVerification }> {
  const { practice, key } = options;
  if (practice === undefined) throw new CliError('Name an exported log, or a practice with --practice.', 2);
  return withLocalApi(practice, async (api) => {
    const verification = await verifyExport(
      await api.download('/v1/audit/export'),
      key === undefined ? installedKeys() : trusted(key),
    );
    return { ...verification, accesses: await api.get<AccessVerification>('/v1/audit/access-check') };
  });
}

function trusted(keys: readonly string[]): TrustedKeys {
  return new Map(keys.map((key) => [key, null]));
}

function installedKeys(): TrustedKeys | null {
  try {
    const ring = findKeyRing(new Config(process.env));
    return ring && new LogSigner(ring).publicKeys;
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message);
    throw error;
  }
}
