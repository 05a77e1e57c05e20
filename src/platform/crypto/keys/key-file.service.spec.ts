import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Config } from '../../config/config.js';
import { createLogger } from '../../logging/create-logger.js';
import { FieldCipher } from '../field-cipher.js';
import { isSignedBy, LogSigner } from '../log-signer.js';
import { addKey } from './change-key-file.js';
import { KeyFileService } from './key-file.service.js';
import { parseKeyRing } from './key-ring.js';

const MESSAGE = Buffer.from('a month');

describe('the key file of a running process', () => {
  const text = JSON.stringify({ current: 'k1', keys: { k1: Buffer.alloc(32, 1).toString('base64') } });
  let folder: string;
  let file: string;
  let cipher: FieldCipher;
  let signer: LogSigner;
  let service: KeyFileService;
  let lines: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tally-keys-'));
    file = join(folder, 'keys.json');
    writeFileSync(file, text);
    cipher = new FieldCipher(parseKeyRing(text));
    signer = new LogSigner(parseKeyRing(text));
    lines = [];
    const config = new Config({ TALLY_DATA_DIR: folder, TALLY_KEY_FILE: file });
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    service = new KeyFileService(cipher, signer, config, logger);
    service.onModuleInit();
  });
  afterEach(() => {
    service.onModuleDestroy();
    rmSync(folder, { recursive: true, force: true });
  });

  it('passes its new current key to encryption and signing', () => {
    const ring = addKey(file);
    service.reload();
    expect([cipher.currentKeyId, signer.keyId]).toEqual(['k2', 'k2']);
    const { publicKey } = new LogSigner(ring);
    expect(isSignedBy(publicKey, MESSAGE, signer.sign(MESSAGE))).toBe(true);
    expect(signer.publicKeys.size).toBe(2);
  });

  it('is not loaded when a known id names a different key', () => {
    addKey(file);
    service.reload();
    const { publicKey } = signer;
    writeFileSync(file, text);
    addKey(file);
    service.reload();
    expect(signer.publicKey).toBe(publicKey);
    expect(lines.at(-1)).toContain('the old keys stay in use');
  });

  it('may be unreadable: the old keys stay in use, and the log says so', () => {
    const stored = cipher.encrypt('MRN-1', 'patients.mrn');
    rmSync(file);
    symlinkSync(file, file);
    expect(() => service.reload()).not.toThrow();
    expect(() => cipher.decrypt(stored.replace('k1:', 'k9:'), 'patients.mrn')).toThrow('"k9"');
    expect(cipher.decrypt(stored, 'patients.mrn')).toBe('MRN-1');
    expect(lines.join('')).toContain('ELOOP');
  });
});
