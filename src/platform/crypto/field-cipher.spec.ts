import { describe, expect, it } from '@jest/globals';
import { FieldCipher } from './field-cipher.js';
import type { KeyRing } from './keys/key-ring.js';

const old: KeyRing = { current: 'k1', lookup: 'k1', keys: { k1: Buffer.alloc(32, 1) } };
const rotated: KeyRing = { current: 'k2', lookup: 'k1', keys: { ...old.keys, k2: Buffer.alloc(32, 2) } };

describe('the field cipher', () => {
  const cipher = new FieldCipher(old);

  it('decrypts what it encrypted, in any script, and never gives the same ciphertext twice', () => {
    for (const plain of ['', 'Zoë Ångström', '1950-02-28', '名前', 'x'.repeat(10_000)]) {
      const stored = cipher.encrypt(plain, 'patients.name');
      expect(stored).toMatch(/^k1:[A-Za-z0-9+/=]+$/);
      expect(cipher.decrypt(stored, 'patients.name')).toBe(plain);
      expect(cipher.encrypt(plain, 'patients.name')).not.toBe(stored);
    }
  });

  it('refuses a value moved to another field', () => {
    const stored = cipher.encrypt('MRN-1', 'patients.mrn');
    expect(() => cipher.decrypt(stored, 'patients.phone')).toThrow();
  });

  it('refuses a value that was changed or truncated', () => {
    const stored = cipher.encrypt('MRN-1', 'patients.mrn');
    const bytes = Buffer.from(stored.slice(3), 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => cipher.decrypt(`k1:${altered.toString('base64')}`, 'patients.mrn')).toThrow();
    }
    for (const part of ['', 'k1:', 'MRN-1', stored.slice(0, -8)]) {
      expect(() => cipher.decrypt(part, 'patients.mrn')).toThrow();
    }
  });

  it('reads old values after a rotation, encrypts new ones with the new key and says which are old', () => {
    const later = new FieldCipher(rotated);
    const stored = cipher.encrypt('MRN-1', 'patients.mrn');
    expect(later.decrypt(stored, 'patients.mrn')).toBe('MRN-1');
    expect(later.isStale(stored)).toBe(true);
    const renewed = later.encrypt('MRN-1', 'patients.mrn');
    expect(later.isStale(renewed)).toBe(false);
    expect(() => cipher.decrypt(renewed, 'patients.mrn')).toThrow('"k2"');
  });

  it('refuses a changed ring with different bytes under a known id, and keeps using the old one', () => {
    const running = new FieldCipher(rotated);
    const stored = running.encrypt('MRN-1', 'patients.mrn');
    const rival = { ...rotated, keys: { ...old.keys, k2: Buffer.alloc(32, 3) } };
    expect(() => running.use(rival)).toThrow('"k2"');
    expect(running.decrypt(stored, 'patients.mrn')).toBe('MRN-1');
    running.use({ ...rotated, current: 'k3', keys: { ...rotated.keys, k3: Buffer.alloc(32, 3) } });
    expect(running.currentKeyId).toBe('k3');
    expect(running.decrypt(stored, 'patients.mrn')).toBe('MRN-1');
  });

  it('finds an identifier by any usual spelling, before and after a rotation', () => {
    const later = new FieldCipher(rotated);
    expect(later.lookupHash('mrn', ' ab-12 34')).toBe(cipher.lookupHash('mrn', 'AB1234'));
    expect(cipher.lookupHash('phone', '+1 (555) 010-0199')).toBe(cipher.lookupHash('phone', '5550100199'));
    expect(cipher.lookupHash('mrn', 'AB1234')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives different hashes for different values, kinds and keys', () => {
    const hashes = [
      cipher.lookupHash('mrn', 'AB1234'),
      cipher.lookupHash('mrn', 'AB1235'),
      cipher.lookupHash('memberId', 'AB1234'),
      new FieldCipher({ ...old, keys: { k1: Buffer.alloc(32, 9) } }).lookupHash('mrn', 'AB1234'),
    ];
    expect(new Set(hashes).size).toBe(4);
  });
});
