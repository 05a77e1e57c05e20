import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isSignedBy, LogSigner } from '../log-signer.js';
import { addKey, removeKey } from './change-key-file.js';
import { parseKeyRing } from './key-ring.js';

const BUILT = join(import.meta.dirname, '../../../../dist/platform/crypto/keys/change-key-file.js');
const BUILT_LOCK = join(import.meta.dirname, '../../../../dist/platform/crypto/keys/key-file-lock.js');
const PROCESSES = 4;
const KEYS_EACH = 10;

describe('the key file', () => {
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

  it('holds every key that processes add at the same time, each under its own id', async () => {
    const script = `const { addKey } = await import(${JSON.stringify(pathToFileURL(BUILT).href)});
      const made = Array.from({ length: ${KEYS_EACH} }, () => addKey(${JSON.stringify(file)})).map(
        ({ current, keys }) => [current, keys[current].toString('base64')]);
      process.stdout.write(JSON.stringify(made));`;
    const outputs = await Promise.all(
      Array.from({ length: PROCESSES }, () =>
        promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]),
      ),
    );
    const made = outputs.flatMap(({ stdout }) => JSON.parse(stdout) as [string, string][]);
    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: Record<string, string> };
    expect(Object.keys(keys)).toHaveLength(1 + PROCESSES * KEYS_EACH);
    for (const [id, bytes] of made) expect([id, keys[id]]).toEqual([id, bytes]);
  }, 60_000);

  it('can be changed after a process that held the lock has died, however it died', async () => {
    const script = `const { withKeyFileLock } = await import(${JSON.stringify(pathToFileURL(BUILT_LOCK).href)});
      withKeyFileLock(${JSON.stringify(file)}, () => {
        process.stdout.write('held');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
    const ended = once(holder, 'exit');
    await once(holder.stdout, 'data');
    expect(() => addKey(file)).toThrow('another command');
    holder.kill('SIGKILL');
    await ended;
    expect(addKey(file).current).toBe('k2');
    expect(() => removeKey(file, 'k9')).toThrow('no key');
    expect(addKey(file).current).toBe('k3');
  }, 60_000);

  it('loses a key for good, but its signatures can still be verified', () => {
    const old = new LogSigner(addKey(file));
    const signature = old.sign(Buffer.from('a month'));
    addKey(file);
    removeKey(file, 'k2');
    addKey(file);
    removeKey(file, 'k3');
    const ring = parseKeyRing(readFileSync(file, 'utf8'));
    expect(Object.keys(ring.keys)).toEqual(['k1', 'k4']);
    const known = new LogSigner(ring).publicKeys;
    expect(known.size).toBe(4);
    expect([...known.values()].filter((at) => at !== null)).toHaveLength(2);
    const vouching = [...known.keys()].filter((key) => isSignedBy(key, Buffer.from('a month'), signature));
    expect(vouching).toEqual([old.publicKey]);
  });
});
