import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Config, ConfigError } from '../../config/config.js';
import { openKeyRing } from './open-key-ring.js';

const MONGODB_URI = 'mongodb://127.0.0.1/tally';

describe('the key file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tally-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is created once with the embedded store, readable only by its owner', () => {
    const config = new Config({ TALLY_DATA_DIR: join(folder, 'data') });
    const first = openKeyRing(config);
    const file = first.createdFile ?? '';
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'data'))).toEqual(['tally.keys.json']);
    const second = openKeyRing(config);
    expect(second.createdFile).toBeNull();
    expect(second.ring).toEqual(first.ring);
  });

  it('must be configured with MongoDB', () => {
    const config = new Config({ TALLY_DATA_DIR: folder, MONGODB_URI });
    expect(() => openKeyRing(config)).toThrow(ConfigError);
    expect(() => openKeyRing(config)).toThrow(/^TALLY_KEY_FILE: /);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is never created when TALLY_KEY_FILE names a missing file', () => {
    const config = new Config({ TALLY_DATA_DIR: folder, TALLY_KEY_FILE: join(folder, 'absent.json') });
    expect(() => openKeyRing(config)).toThrow(/TALLY_KEY_FILE: .*does not exist/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused when it is damaged, without quoting its content', () => {
    const file = join(folder, 'keys.json');
    const config = new Config({ TALLY_KEY_FILE: file });
    const short = Buffer.alloc(16, 7).toString('base64');
    const damaged = [
      '',
      'c2VjcmV0',
      '{"current":"k1"}',
      `{"current":"k1","keys":{"k1":"${short}"}}`,
      '{"current":"k2","keys":{}}',
    ];
    for (const text of damaged) {
      writeFileSync(file, text);
      expect(() => openKeyRing(config)).toThrow(ConfigError);
      expect(() => openKeyRing(config)).not.toThrow(/c2VjcmV0|BwcHBwcH/);
    }
  });
});
