import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addKey, removeKey } from './change-key-file.js';
import { parseKeyRing } from './key-ring.js';
import { isSignedBy, LogSigner } from './log-signer.js';

describe('a key that is taken out of the file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tally-keys-'));
    file = join(folder, 'keys.json');
    writeFileSync(
      file,
      JSON.stringify({ current: 'k1', keys: { k1: Buffer.alloc(32, 1).toString('base64') } }),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is gone, and what it signed is still proved', () => {
    const old = new LogSigner(addKey(file));
    const signature = old.sign(Buffer.from('a month'));
    addKey(file);
    removeKey(file, 'k2');
    addKey(file);
    removeKey(file, 'k3');
    const ring = parseKeyRing(readFileSync(file, 'utf8'));
    expect(Object.keys(ring.keys)).toEqual(['k1', 'k4']);
    const known = new LogSigner(ring).publicKeys;
    expect(known).toHaveLength(4);
    const vouching = known.filter((key) => isSignedBy(key, Buffer.from('a month'), signature));
    expect(vouching).toEqual([old.publicKey]);
  });
});
