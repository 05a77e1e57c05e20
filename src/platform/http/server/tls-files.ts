import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigError, type TlsFiles } from '../../config/config.js';

/**
 * Only authenticated encryption with forward secrecy: all of TLS 1.3, and Mozilla's "intermediate" list for 1.2 without
 * DHE.
 */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

/** The TLS options of the server: the PEM texts, no protocol before TLS 1.2, no weak cipher suite. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.2';
  readonly ciphers: string;
}

/** @throws ConfigError when a file cannot be read or the two do not match. The message never quotes their content. */
export function readTlsFiles({ certFile, keyFile }: TlsFiles): TlsMaterial {
  const cert = read('TALLY_TLS_CERT_FILE', certFile);
  const key = read('TALLY_TLS_KEY_FILE', keyFile);
  const material = { cert, key, minVersion: 'TLSv1.2', ciphers: CIPHERS } as const;
  try {
    createSecureContext(material);
  } catch {
    throw ConfigError.of(
      'TALLY_TLS_CERT_FILE',
      'and TALLY_TLS_KEY_FILE must hold a certificate and its key in PEM',
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
