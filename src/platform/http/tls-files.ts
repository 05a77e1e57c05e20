import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigError, type TlsFiles } from '../config/config.js';

/** What the server is given of its certificate: PEM texts, and no protocol before TLS 1.2. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.2';
}

/** @throws ConfigError when a file cannot be read or the two do not belong together; no word of what they hold */
export function readTlsFiles({ certFile, keyFile }: TlsFiles): TlsMaterial {
  const cert = read('TALLY_TLS_CERT_FILE', certFile);
  const key = read('TALLY_TLS_KEY_FILE', keyFile);
  const material = { cert, key, minVersion: 'TLSv1.2' } as const;
  try {
    createSecureContext(material);
  } catch {
    throw ConfigError.of(
      'TALLY_TLS_CERT_FILE',
      'and TALLY_TLS_KEY_FILE must be a certificate and its key in PEM',
    );
  }
  return material;
}

function read(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw ConfigError.of(variable, `names a file that cannot be read (${code})`);
  }
}
